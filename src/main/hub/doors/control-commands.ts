// What the owner may ask over the control socket: one row a command, its input checked before the hub sees it.
// Knows the hub's face and nothing of sockets.

import * as v from 'valibot'
import type {
  ControlCommands,
  ControlError,
  ControlName,
  ControlStatus,
} from '../../../shared/control'
import { SCOPES } from '../../../shared/model'
import { refuse } from '../../../shared/protocol/errors'
import { ATTACH, FIELD, PAGE, SEARCH } from '../../../shared/protocol/limits'
import type { Hub } from '../face'
import {
  block,
  decide,
  forget,
  rename,
  rescope,
  revoke,
  rotate,
  shorten,
  tellStates,
  unblock,
} from './control-devices'
import { attachFile, findFiles } from './control-files'
import { forward, list, receipts, send } from './control-notifications'
import type { Outcome } from './control-peer'
import { erase, press, respond, takeBack } from './control-reactions'
import { changeSettings, readSettings, type ControlSettingsPort } from './control-settings'

/** What the commands work on. */
export type ControlContext = Readonly<{
  hub: Hub
  settings: ControlSettingsPort | undefined
  hasWindow: () => boolean
}>

type Answer<Name extends ControlName> =
  Readonly<{ value: ControlCommands[Name]['output'] }> | ControlError

/** One that may take longer than half a minute. */
type Lasting<Name extends ControlName> = Readonly<{
  end: Promise<Answer<Name>>
  progress: () => number | null
}>

type Run<Name extends ControlName> = (
  context: ControlContext,
  input: ControlCommands[Name]['input'],
) => Answer<Name> | Promise<Answer<Name>> | Lasting<Name>

type Command = (context: ControlContext, input: unknown) => Promise<Outcome>

const LISTED = 50

const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max))
const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const who = v.object({ who: text(300) })
const id = v.pipe(
  v.string(),
  v.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'A notification ID has 26 letters.'),
)
const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(FIELD.ackIds))
const addresses = v.pipe(v.array(text(65)), v.minLength(1), v.maxLength(FIELD.targets))
const nothing = v.null()

/** Runs one command. Refusals are values; what throws is ours or the world's. */
export async function runCommand(
  context: ControlContext,
  command: string,
  input: unknown,
): Promise<Outcome> {
  if (!Object.hasOwn(COMMANDS, command)) {
    return refuse('unknown_type', {
      field: 'command',
      message: `There is no command “${command.slice(0, 64)}”.`,
    })
  }
  return COMMANDS[command as ControlName](context, input)
}

/** A command whose input is checked first; a wrong field is named. */
function checked<Name extends ControlName>(
  schema: v.GenericSchema<unknown, ControlCommands[Name]['input']>,
  run: Run<Name>,
): Command {
  return async (context, input) => {
    const parsed = v.safeParse(schema, input, { abortEarly: true })
    if (parsed.success) return run(context, parsed.output)
    const key = parsed.issues[0].path?.[0]?.key
    const field = typeof key === 'string' ? key : 'input'
    const message = `The field “${field}” is not allowed: ${parsed.issues[0].message}`
    return refuse('bad_field', { field, message })
  }
}

const COMMANDS: Readonly<Record<ControlName, Command>> = {
  status: checked<'status'>(nothing, (context) => ({ value: statusOf(context) })),
  backup: checked<'backup'>(nothing, (context) => ({
    end: backUp(context),
    progress: context.hub.backupProgress,
  })),
  doctor: checked<'doctor'>(nothing, async ({ hub }) => ({ value: await hub.doctor() })),
  forgetSalvaged: checked<'forgetSalvaged'>(nothing, async ({ hub }) => {
    await hub.forgetSalvaged()
    return { value: null }
  }),
  send: checked<'send'>(v.record(v.string(), v.unknown()), ({ hub }, fields) => send(hub, fields)),
  attach: checked<'attach'>(
    v.object({
      path: text(4_096),
      name: v.pipe(v.string(), v.maxLength(ATTACH.said)),
      mime: v.exactOptional(text(ATTACH.mime)),
    }),
    ({ hub }, input) => attachFile(hub, input),
  ),
  files: checked<'files'>(v.object({ id }), ({ hub }, input) => findFiles(hub, input)),
  forward: checked<'forward'>(v.object({ id, to: addresses }), ({ hub }, input) =>
    forward(hub, input),
  ),
  list: checked<'list'>(
    v.object({
      since: v.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
      limit: v.exactOptional(whole(1, PAGE.max)),
      search: v.exactOptional(text(SEARCH.characters)),
    }),
    ({ hub }, { limit = LISTED, ...query }) => list(hub, { ...query, limit }),
  ),
  export: checked<'export'>(
    v.object({
      since: whole(0, Number.MAX_SAFE_INTEGER),
      search: v.exactOptional(text(SEARCH.characters)),
    }),
    async ({ hub }, query) => ({ value: await hub.exported(query) }),
  ),
  receipts: checked<'receipts'>(v.object({ id }), ({ hub }, input) => receipts(hub, input)),
  scheduled: checked<'scheduled'>(
    v.object({ limit: v.exactOptional(whole(1, PAGE.max)) }),
    async ({ hub }, { limit = LISTED }) => ({ value: await hub.scheduled(limit) }),
  ),
  read: checked<'read'>(v.object({ ids }), ({ hub }, input) => respond(hub, input.ids, 'read')),
  dismiss: checked<'dismiss'>(v.object({ ids }), ({ hub }, input) =>
    respond(hub, input.ids, 'dismissed'),
  ),
  erase: checked<'erase'>(
    v.object({
      ids: v.exactOptional(ids),
      before: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
      all: v.exactOptional(v.literal(true)),
    }),
    ({ hub }, input) => ({ end: erase(hub, input), progress: () => null }),
  ),
  cancel: checked<'cancel'>(v.object({ ids }), ({ hub }, input) => takeBack(hub, input.ids)),
  act: checked<'act'>(
    v.object({
      id,
      action: text(FIELD.actionId),
      text: v.exactOptional(text(FIELD.actionText)),
    }),
    ({ hub }, input) => press(hub, input),
  ),
  devices: checked<'devices'>(nothing, ({ hub }) => ({ value: hub.devices() })),
  requests: checked<'requests'>(nothing, ({ hub }) => ({ value: hub.requests().map(shorten) })),
  blocked: checked<'blocked'>(nothing, ({ hub }) => ({ value: hub.blocked() })),
  decide: checked<'decide'>(
    v.object({ ...who.entries, decision: v.picklist(['allow', 'once', 'block']) }),
    ({ hub }, input) => decide(hub, input),
  ),
  block: checked<'block'>(who, ({ hub }, input) => block(hub, input)),
  unblock: checked<'unblock'>(who, ({ hub }, input) => unblock(hub, input)),
  forget: checked<'forget'>(who, ({ hub }, input) => forget(hub, input)),
  revoke: checked<'revoke'>(who, ({ hub }, input) => revoke(hub, input)),
  rotate: checked<'rotate'>(who, ({ hub }, input) => rotate(hub, input)),
  audit: checked<'audit'>(
    v.object({ limit: v.exactOptional(whole(1, PAGE.max)) }),
    async ({ hub }, { limit = LISTED }) => ({ value: await hub.audit({ limit }) }),
  ),
  pair: checked<'pair'>(nothing, ({ hub }) => ({ value: hub.pair() })),
  rename: checked<'rename'>(
    v.object({ ...who.entries, name: v.pipe(v.string(), v.trim(), v.maxLength(FIELD.name)) }),
    ({ hub }, input) => rename(hub, input),
  ),
  state: checked<'state'>(v.object({ ...who.entries, isOn: v.boolean() }), ({ hub }, input) =>
    tellStates(hub, input),
  ),
  scopes: checked<'scopes'>(
    v.object({ ...who.entries, scopes: v.array(v.picklist(SCOPES)) }),
    ({ hub }, input) => rescope(hub, input),
  ),
  settings: checked<'settings'>(
    v.object({
      key: v.exactOptional(text(64)),
      value: v.exactOptional(v.pipe(v.string(), v.maxLength(100_000))),
    }),
    settings,
  ),
}

async function backUp({ hub }: ControlContext): Promise<Answer<'backup'>> {
  try {
    return { value: await hub.backUp() }
  } catch (error) {
    const code = hub.status().backup.failure === 'no_room' ? 'storage_full' : 'internal'
    return refuse(code, { message: error instanceof Error ? error.message : String(error) })
  }
}

function statusOf({ hub, hasWindow }: ControlContext): ControlStatus {
  const status = hub.status()
  const { version, port, addresses, trust, routing, state, failure, salvaged, identity, backup } =
    status
  const known = hub.devices().filter((device) => device.lane !== 'guest')
  const near = addresses.find((address) => address.kind === 'loopback') ?? addresses[0]
  return {
    version,
    port,
    url: state === 'listening' ? (near?.url ?? null) : null,
    addresses: addresses.map((address) => address.text),
    trust,
    routing,
    devices: known.length,
    online: known.filter((device) => device.online).length,
    notifications: hub.counts().total,
    bytes: hub.counts().bytes,
    backup,
    window: hasWindow(),
    ...(failure === null ? {} : { failure }),
    ...(salvaged === null ? {} : { salvaged }),
    ...(identity === null ? {} : { identity }),
  }
}

async function settings(
  { hub, settings: port }: ControlContext,
  { key, value }: ControlCommands['settings']['input'],
): Promise<Answer<'settings'>> {
  if (port === undefined) {
    return refuse('not_found', {
      message: 'This hub keeps no settings that could be read from here.',
    })
  }
  if (key !== undefined && value !== undefined) return changeSettings(hub, port, key, value)
  return readSettings(hub, port, key)
}

// `devices` and `requests`: who is known here, who asks to be, and the owner's word about each.

import { m } from '../../shared/messages/messages'
import { SCOPES, type Lane, type Scope } from '../../shared/model'
import type { BlockedView, DeviceView, RequestView } from '../../shared/views'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import type { Cell } from './table'
import { printable } from './text'
import { ago } from './times'

const DEVICE_VERBS = [
  ...['allow', 'block', 'unblock', 'revoke', 'rotate', 'forget'],
  ...['rename', 'scopes', 'state', 'blocked'],
]

export const devicesCommand: Command = {
  syntax:
    'devices [allow [--once] | block | unblock | revoke | rotate | forget ID… | rename ID NAME | scopes ID SCOPES | state ID on|off | blocked]',
  about: m.cli_help_devices,
  options: { once: { type: 'boolean', about: m.cli_opt_once } },
  words: DEVICE_VERBS,
  run: async (call) => {
    if (call.remote !== null) {
      const { listRemoteDevices } = await import('./remote-devices')
      return listRemoteDevices(call, call.remote)
    }
    const [verb, ...ids] = call.words
    if (verb === undefined) return listDevices(call)
    if (verb === 'blocked' && ids.length === 0) return listBlocked(call)
    if (verb === 'rename') return rename(call, ids)
    if (verb === 'scopes') return rescope(call, ids)
    if (verb === 'state') return tellStates(call, ids)
    if (!isVerb(verb)) throw wrongUsage(m.cli_usage_devices({ verb }))
    if (call.options['once'] === true && verb !== 'allow') throw wrongUsage(m.cli_usage_once())
    if (ids.length === 0) throw wrongUsage(m.cli_usage_device({ verb }))
    for (const id of ids) await VERBS[verb](call, id)
    if (call.isJson) call.out.json({ type: 'ok' })
  },
}

export const requestsCommand: Command = {
  syntax: 'requests',
  about: m.cli_help_requests,
  ownerOnly: m.cli_error_owner_only,
  options: {},
  run: async ({ ask, isJson, out, words, around, locale }) => {
    if (words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'requests' }))
    const requests = await ask('requests', null)
    if (isJson) for (const request of requests) out.json(request)
    else if (requests.length === 0) out.note(m.cli_requests_none())
    else
      out.rows([
        headOf(REQUEST_HEAD),
        ...requests.map((one) => requestRow(one, around.nowMs(), locale)),
      ])
  },
}

type Verb = 'allow' | 'block' | 'unblock' | 'revoke' | 'rotate' | 'forget'

const VERBS: Readonly<Record<Verb, (call: Call, who: string) => Promise<void>>> = {
  allow: async ({ ask, options, isJson, out }, who) => {
    const isOnce = options['once'] === true
    await ask('decide', { who, decision: isOnce ? 'once' : 'allow' })
    if (!isJson) out.line(isOnce ? m.cli_allowed_once({ who }) : m.cli_allowed({ who }))
  },
  block: async ({ ask, isJson, out }, who) => {
    await ask('block', { who })
    if (!isJson) out.line(m.cli_blocked({ who }))
  },
  unblock: async ({ ask, isJson, out }, who) => {
    await ask('unblock', { who })
    if (!isJson) out.line(m.cli_unblocked({ who }))
  },
  revoke: async ({ ask, isJson, out }, who) => {
    await ask('revoke', { who })
    if (!isJson) out.line(m.cli_revoked({ who }))
  },
  rotate: async ({ ask, isJson, out }, who) => {
    await ask('rotate', { who })
    if (!isJson) out.line(m.cli_rotated({ who }))
  },
  forget: async ({ ask, isJson, out }, who) => {
    await ask('forget', { who })
    if (!isJson) out.line(m.cli_forgotten({ who }))
  },
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word)
}

async function rename({ ask, isJson, out }: Call, words: readonly string[]): Promise<void> {
  const [who, ...rest] = words
  if (who === undefined || rest.length === 0) throw wrongUsage(m.cli_usage_rename())
  const name = rest.join(' ').trim()
  await ask('rename', { who, name })
  if (isJson) out.json({ type: 'ok' })
  else out.line(name === '' ? m.cli_renamed_back({ who }) : m.cli_renamed({ who, name }))
}

async function rescope({ ask, isJson, out }: Call, words: readonly string[]): Promise<void> {
  const [who, text, ...more] = words
  const scopes = text === undefined ? null : scopesOf(text)
  if (who === undefined || scopes === null || more.length > 0)
    throw wrongUsage(m.cli_usage_scopes())
  await ask('scopes', { who, scopes })
  if (isJson) out.json({ type: 'ok' })
  else if (scopes.length === 0) out.line(m.cli_scopes_nothing({ who }))
  else out.line(m.cli_scopes_done({ who, scopes: scopes.join(', ') }))
}

async function tellStates({ ask, isJson, out }: Call, words: readonly string[]): Promise<void> {
  const [who, text, ...more] = words
  const isWritten = text === 'on' || text === 'off'
  if (who === undefined || !isWritten || more.length > 0) throw wrongUsage(m.cli_usage_state())
  await ask('state', { who, isOn: text === 'on' })
  if (isJson) out.json({ type: 'ok' })
  else out.line(text === 'on' ? m.cli_state_on({ who }) : m.cli_state_off({ who }))
}

/** The words as they are typed; null when one of them is none. */
function scopesOf(text: string): readonly Scope[] | null {
  if (text === 'all') return SCOPES
  if (text === 'none') return []
  const words = text.split(',').map((word) => word.trim())
  const known = SCOPES.filter((scope) => words.includes(scope))
  return known.length === new Set(words).size ? known : null
}

async function listDevices({ ask, isJson, out, around, locale }: Call): Promise<void> {
  const devices = await ask('devices', null)
  if (isJson) for (const device of devices) out.json(lineOf(device))
  else if (devices.length === 0) out.note(m.cli_devices_none())
  else
    out.rows([headOf(DEVICE_HEAD), ...devices.map((one) => deviceRow(one, around.nowMs(), locale))])
}

async function listBlocked({ ask, isJson, out, around, locale }: Call): Promise<void> {
  const blocked = await ask('blocked', null)
  if (isJson) for (const one of blocked) out.json(one)
  else if (blocked.length === 0) out.note(m.cli_blocked_none())
  else out.rows(blocked.map((one) => blockedRow(one, around.nowMs(), locale)))
}

/** As the frame `devices` has it, and then what only the owner sees, in the protocol's manner of naming. */
function lineOf(device: DeviceView) {
  const { id, name, kind, online, seen, lane, address, link, scopes, waiting, topics } = device
  const { isBlocked: blocked, isRevoked: revoked, isTold: state } = device
  const wire = { id, name, kind, online, seen }
  return { ...wire, lane, address, link, blocked, revoked, scopes, state, waiting, topics }
}

const DEVICE_HEAD = [
  m.cli_column_id,
  m.cli_column_name,
  m.cli_column_kind,
  m.cli_column_seen,
  m.cli_column_lane,
  m.cli_column_address,
  m.cli_column_waiting,
]

const REQUEST_HEAD = [
  m.cli_column_id,
  m.cli_column_name,
  m.cli_column_kind,
  m.cli_column_since,
  m.cli_column_from,
  m.cli_column_key,
  m.cli_column_sent,
]

function headOf(head: readonly (() => string)[]): Cell[] {
  return head.map((word) => ({ text: word(), style: 'bold' }))
}

function deviceRow(device: DeviceView, nowMs: number, locale: string): Cell[] {
  return [
    device.id,
    printable(device.name),
    device.kind,
    seenOf(device, nowMs, locale),
    laneOf(device),
    addressOf(device),
    device.waiting === 0 ? '–' : String(device.waiting),
  ]
}

function addressOf({ address, link }: Pick<DeviceView, 'address' | 'link'>): Cell {
  if (address === null) return '–'
  return link === 'clear' ? { text: m.cli_in_clear({ address }), style: 'yellow' } : address
}

function laneOf({ isBlocked, isRevoked, scopes, lane }: DeviceView): Cell {
  if (isBlocked) return { text: m.cli_lane_blocked(), style: 'red' }
  if (isRevoked) return { text: m.cli_lane_revoked(), style: 'red' }
  const isLimited = lane === 'token' && scopes.length < SCOPES.length
  return isLimited ? m.cli_lane_scopes({ scopes: scopes.join(' ') || '–' }) : LANES[lane]()
}

function seenOf({ online, seen }: DeviceView, nowMs: number, locale: string): Cell {
  if (online) return { text: m.cli_online(), style: 'green' }
  return { text: seen === null ? m.cli_never() : ago(seen, nowMs, locale), style: 'dim' }
}

function requestRow(request: RequestView, nowMs: number, locale: string): Cell[] {
  const { id, name, kind, since, origin, key, held } = request
  return [
    id ?? '–',
    printable(name),
    kind,
    ago(since, nowMs, locale),
    origin === null ? addressOf(request) : printable(origin),
    printable(key),
    held.length === 0 ? '–' : printable(held.map(({ title, body }) => title || body).join(' · ')),
  ]
}

function blockedRow({ key, label, since }: BlockedView, nowMs: number, locale: string): Cell[] {
  return [printable(label), { text: ago(since, nowMs, locale), style: 'dim' }, printable(key)]
}

const LANES: Readonly<Record<Lane, () => string>> = {
  token: m.cli_lane_token,
  local: m.cli_lane_local,
  open: m.cli_lane_open,
  guest: m.cli_lane_guest,
  pending: m.cli_lane_pending,
  owner: m.cli_lane_owner,
}

// What the owner says about stored notifications over the control socket. Of several, all must be there before
// any is touched.

import type { ControlCommands, ControlError } from '../../../shared/control'
import type { NotificationId, Reaction } from '../../../shared/model'
import { refuse } from '../../../shared/protocol/errors'
import type { Erased, Erasure } from '../../../shared/views'
import type { Hub } from '../face'

type Done = Readonly<{ value: null }> | ControlError

export async function respond(
  hub: Hub,
  ids: readonly string[],
  state: Exclude<Reaction, 'acted'>,
): Promise<Done> {
  return (await missingOf(hub, ids)) ?? done(await hub.react(known(ids), { state }))
}

export async function press(
  hub: Hub,
  { id, action, text }: ControlCommands['act']['input'],
): Promise<Done> {
  const reaction = { state: 'acted', action, ...(text === undefined ? {} : { text }) } as const
  return done(await hub.react(known([id]), reaction))
}

export async function takeBack(hub: Hub, ids: readonly string[]): Promise<Done> {
  const missing = await missingOf(hub, ids, hub.isScheduled)
  if (missing) return missing
  for (const id of known(ids)) {
    const refusal = await hub.cancel(id)
    if (refusal) return refusal
  }
  return { value: null }
}

export async function erase(
  hub: Hub,
  { ids, before, all }: ControlCommands['erase']['input'],
): Promise<Readonly<{ value: Erased }> | ControlError> {
  const said = [ids, before, all].filter((one) => one !== undefined)
  if (said.length !== 1) {
    return refuse('bad_field', { field: 'ids', message: 'Say “ids”, “before” or “all”.' })
  }
  const missing = ids ? await missingOf(hub, ids, hub.isScheduled) : null
  const outcome = missing ?? (await hub.erase(erasureOf(ids, before)))
  return 'code' in outcome ? outcome : { value: outcome }
}

function erasureOf(ids: readonly string[] | undefined, before: string | undefined): Erasure {
  if (ids !== undefined) return { ids: known(ids) }
  return before === undefined ? { all: true } : { beforeMs: Date.parse(before) }
}

/** `isElsewhere`: whether one that is no notification counts all the same. */
async function missingOf(
  hub: Hub,
  ids: readonly string[],
  isElsewhere?: Hub['isScheduled'],
): Promise<ControlError | null> {
  const isThere = async (id: NotificationId): Promise<boolean> =>
    (await hub.notification(id)) !== null || (await isElsewhere?.(id)) === true
  const found = await Promise.all(known(ids).map(isThere))
  const missing = ids[found.indexOf(false)]
  if (missing === undefined) return null
  return refuse('unknown_id', { field: 'ids', message: `There is no notification ${missing}.` })
}

function done(refusal: ControlError | null): Done {
  return refusal ?? { value: null }
}

function known(ids: readonly string[]): readonly NotificationId[] {
  return ids as readonly NotificationId[]
}

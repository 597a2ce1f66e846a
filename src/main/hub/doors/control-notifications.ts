// What the owner does with notifications by the command line: sends, forwards, lists them, asks how far they came.

import type { ControlCommands, ControlError, ControlName } from '../../../shared/control'
import type { NotificationId } from '../../../shared/model'
import { foldId, isDeviceId } from '../../../shared/protocol/addresses'
import { decodePublish } from '../../../shared/protocol/decode'
import { refuse } from '../../../shared/protocol/errors'
import { eventOf } from '../../../shared/protocol/event'
import type { Accepted } from '../../../shared/protocol/frames'
import { FIELD } from '../../../shared/protocol/limits'
import type { Detail, ForwardResult } from '../../../shared/views'
import type { Hub } from '../face'

type Answer<Name extends ControlName> =
  Readonly<{ value: ControlCommands[Name]['output'] }> | ControlError

/** Publishes as the owner; the fields are those of a `notify` frame and are checked like them. */
export async function send(
  hub: Hub,
  fields: Readonly<Record<string, unknown>>,
): Promise<Answer<'send'>> {
  const draft = decodePublish(JSON.stringify(fields))
  if ('code' in draft) return draft
  const accepted = await hub.publish(draft)
  return 'code' in accepted ? accepted : { value: accepted }
}

/** Sends a stored notification on. */
export async function forward(
  hub: Hub,
  { id, to }: ControlCommands['forward']['input'],
): Promise<Answer<'forward'>> {
  const original = await hub.notification(id as NotificationId)
  if (original === null) return refuse('unknown_id', { field: 'id' })
  const [result] = await hub.forward([original.item.id], to)
  if (result === undefined) return refuse('unknown_id', { field: 'id' })
  if (result.refusal !== undefined) return refuse(result.refusal)
  const made = await hub.notification(result.id)
  return made === null ? refuse('internal') : { value: acceptedOf(made, result) }
}

/** How far one came at each of its receivers. */
export async function receipts(
  hub: Hub,
  { id }: ControlCommands['receipts']['input'],
): Promise<Answer<'receipts'>> {
  const found = await hub.notification(id as NotificationId)
  if (found === null) return refuse('unknown_id', { field: 'id' })
  return {
    value: found.deliveries.map(({ device, ...facts }) => ({ device: device.id, ...facts })),
  }
}

/** A forward as a publish is answered. Guests have no delivery, but the owner named them. */
function acceptedOf(
  { item, deliveries }: Detail,
  { count, unknown, full }: ForwardResult,
): Accepted {
  const { id, seq, time } = item
  const got = deliveries.map(({ device }) => device.id)
  const folds = new Set(got.map(foldId))
  const named = item.to.filter(isDeviceId).filter((one) => !folds.has(foldId(one)))
  return { id, seq, time, to: [...got, ...named].slice(0, FIELD.targets), count, unknown, full }
}

/** The newest that match, as their receivers see them, and whether the owner read them. */
export async function list(
  hub: Hub,
  query: ControlCommands['list']['input'] & Readonly<{ limit: number }>,
): Promise<Answer<'list'>> {
  const items = await hub.list(query)
  return { value: items.map((item) => ({ event: eventOf(item), isRead: item.isRead })) }
}

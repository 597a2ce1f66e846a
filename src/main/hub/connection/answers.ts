// What a client says about notifications that are stored: received, read, cleared, a button pressed, taken back.

import type { NotificationId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Command } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Courier } from '../delivery/courier'
import type { Reactions } from '../delivery/reactions'
import type { History, Reacting } from '../history/types'
import type { Connection } from './connection'

export type AnswerCommand = Extract<
  Command,
  { type: 'ack' | 'read' | 'dismiss' | 'act' | 'cancel' }
>

type Parts = Readonly<{ courier: Courier; history: History; reactions: Reactions }>

/** Carries out one; silent on success, unless it has a `ref`. */
export async function answer(
  parts: Parts,
  connection: Connection,
  command: AnswerCommand,
): Promise<void> {
  const { ref } = command
  const refusal = await carryOut(parts, connection, command)
  if (refusal) connection.refuse(refusal, ref)
  else if (ref !== undefined) connection.send({ type: 'ok', ref })
}

function carryOut(
  parts: Parts,
  connection: Connection,
  command: AnswerCommand,
): Promise<Refusal | null> {
  const { party } = connection
  switch (command.type) {
    case 'ack':
      return acknowledge(parts, connection, idsOf(command))
    case 'read':
      return react(parts, connection, { ids: idsOf(command), state: 'read' })
    case 'dismiss':
      return react(parts, connection, { ids: idsOf(command), state: 'dismissed' })
    case 'act': {
      const { id, action, text } = command
      const press = { action, ...(text === undefined ? {} : { text }) }
      return react(parts, connection, { ids: [id], state: 'acted', ...press })
    }
    case 'cancel':
      return parts.reactions.cancel(command.id, party, foldId(party.id))
  }
}

function idsOf(command: { id?: NotificationId | undefined; ids?: NotificationId[] | undefined }) {
  return command.ids ?? (command.id ? [command.id] : [])
}

async function react(
  { reactions }: Parts,
  { device, party }: Connection,
  what: Omit<Reacting, 'device' | 'by'>,
): Promise<Refusal | null> {
  // Without a queue nothing was ever kept for it that it could know by now.
  if (!device) return refuse('unknown_id', { field: 'id' })
  return reactions.react({ ...what, device: device.key, by: party })
}

/** All of them or, if one was never this device's, none. */
async function acknowledge(
  { courier, history }: Parts,
  connection: Connection,
  ids: readonly NotificationId[],
): Promise<Refusal | null> {
  const { device } = connection
  const earlier: number[] = []
  for (const id of ids.filter((one) => !courier.awaits(connection, one))) {
    const found = device ? await history.one(id) : null
    if (!found?.deliveries.some((delivery) => delivery.device === device?.key)) {
      return refuse('unknown_id', { field: 'id' })
    }
    earlier.push(found.item.seq)
  }
  for (const id of ids) courier.acknowledge(connection, id)
  if (device) history.delivered(device.key, earlier)
  return null
}

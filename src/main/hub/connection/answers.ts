// What a client says about notifications that are stored: received, read, cleared, a button pressed, taken back.

import type { NotificationId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Command, Reaction } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Courier } from '../delivery/courier'
import type { Reactions } from '../delivery/reactions'
import type { History, Reacting } from '../history/types'
import type { Connection } from './connection'

export type AnswerCommand = Reaction | Extract<Command, { type: 'ack' }>
/** Who says it: a connection, or a request that stands for itself. */
type Speaker = Pick<Connection, 'device' | 'party'>

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
  if (command.type === 'ack') return acknowledge(parts, connection, idsOf(command))
  return carryOutReaction(parts.reactions, connection, command)
}

/** Null = done. Of several, all or none. */
export function carryOutReaction(
  reactions: Reactions,
  speaker: Speaker,
  command: Reaction,
): Promise<Refusal | null> {
  switch (command.type) {
    case 'read':
      return react(reactions, speaker, { ids: idsOf(command), state: 'read' })
    case 'dismiss':
      return react(reactions, speaker, { ids: idsOf(command), state: 'dismissed' })
    case 'act': {
      const { id, action, text } = command
      const press = { action, ...(text === undefined ? {} : { text }) }
      return react(reactions, speaker, { ids: [id], state: 'acted', ...press })
    }
    case 'cancel':
      return reactions.cancel(command.id, speaker.party, foldId(speaker.party.id))
  }
}

function idsOf(command: { id?: NotificationId | undefined; ids?: NotificationId[] | undefined }) {
  return command.ids ?? (command.id ? [command.id] : [])
}

async function react(
  reactions: Reactions,
  { device, party }: Speaker,
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

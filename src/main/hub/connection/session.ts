// What a connection says and what happens then: publishing, acknowledging, asking. Ties one socket to trust, the
// registry and the courier; the path of a notification itself is the hub's.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { HUB_ID, type Device, type TrustPolicy } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Command, Draft } from '../../../shared/protocol/commands'
import { toDraft } from '../../../shared/protocol/decode'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { CLOSE, type Accepted } from '../../../shared/protocol/frames'
import type { Uploads } from '../attachments/uploads'
import type { Courier } from '../delivery/courier'
import type { Mail } from '../delivery/mail'
import type { Presence } from '../delivery/presence'
import type { Publication, Publisher } from '../delivery/publication'
import type { Reactions } from '../delivery/reactions'
import type { Admission } from '../devices/admission'
import type { RegisteredDevice, Registry } from '../devices/registry'
import { lackingFor, may } from '../devices/rights'
import { isTrusted, mayUse } from '../devices/trust'
import type { History } from '../history/types'
import type { Evidence } from '../listener/types'
import type { Clock, Log } from '../ports'
import { answer } from './answers'
import type { Connection, ConnectionHandlers } from './connection'
import { Files } from './files'
import type { Gate, TooFast } from './gate'
import { Greetings } from './greetings'
import { Intake } from './intake'
import { changeTopics, type Subscription } from './subscriptions'

export type SessionParts = Readonly<{
  hub: () => Readonly<{ name: string; version: string; seq: number }>
  policy: () => TrustPolicy
  registry: Registry
  presence: Presence
  courier: Courier
  mail: Mail
  reactions: Reactions
  history: History
  publish: Publisher
  gate: Gate
  uploads: Uploads
  devices: () => readonly Device[]
  clock: Clock
  log: Log
  newId: () => string
  newToken: () => string
  /** A device came, went or changed its name. */
  onPresence: (connection: Connection) => void
  onTrusted: (connection: Connection) => void
  onTopics: () => void
  /** What a connection has joined, if it is this device. */
  topicsOf: (connection: Connection, device: RegisteredDevice | null) => readonly string[]
}>

export class Sessions implements ConnectionHandlers {
  /** From the first word to the welcome. */
  readonly greetings: Greetings
  readonly #intakes = new WeakMap<Connection, Intake>()
  readonly #files: Files

  constructor(
    private readonly parts: SessionParts,
    private readonly admission: () => Admission<Connection>,
  ) {
    this.greetings = new Greetings(parts, admission)
    this.#files = new Files(parts)
  }

  command = (connection: Connection, command: Command): Promise<void> | undefined => {
    if (!mayUse(connection.lane, command.type)) {
      return void this.#turnDown(connection, command, refuse('not_trusted'))
    }
    if (isCounted(connection, command) && !this.#maySay(connection, command.ref)) return undefined
    const lacking = lackingFor(connection.device, command.type)
    if (lacking) return void this.#turnDown(connection, command, lacking)
    const ref = command.ref === undefined ? {} : { ref: command.ref }
    switch (command.type) {
      case 'hello':
        return this.greetings.hello(connection, command)
      case 'notify':
        return this.#publish(connection, toDraft(command))
      case 'attach':
        if (this.#mayPublish(connection, command.ref))
          return this.#files.attach(connection, command)
        return void this.misannounced(connection, command.size)
      case 'read':
      case 'dismiss':
      case 'act':
      case 'cancel':
        if (!this.#mayReact(connection, command.ref)) return undefined
        return answer(this.parts, connection, command)
      case 'ack':
        return answer(this.parts, connection, command)
      case 'subscribe':
      case 'unsubscribe':
        return this.#subscribe(connection, command)
      case 'devices':
        connection.wantsPresence = true
        return this.#listDevices(connection, ref)
      case 'ping':
        return void connection.send({ type: 'pong', ...ref })
    }
  }

  plain = (connection: Connection, draft: Draft): Promise<void> | undefined =>
    this.#publish(connection, draft)

  misannounced = (connection: Connection, bytes: number): void =>
    this.#files.skip(connection, bytes)

  binary = async (connection: Connection, bytes: Buffer): Promise<void> => {
    const isTaken = this.#files.take(connection, bytes)
    if (isTaken) return isTaken
    if (!isTrusted(connection.lane)) return void connection.refuse(refuse('not_trusted'))
    if (bytes.length === 0)
      return void connection.refuse(refuse('bad_field', { field: 'attachments' }))
    if (!this.#mayPublish(connection)) return
    const attachment = await this.#files.plain(bytes)
    if ('code' in attachment) return void connection.refuse(attachment)
    const draft: Draft = { to: [HUB_ID], content: { format: 'text', priority: 3 } }
    return this.#store(connection, { sender: connection, draft, attachments: [attachment] })
  }

  pong = (connection: Connection, mark: number): void => {
    this.parts.courier.pong(connection, mark)
    this.parts.mail.pong(connection, mark)
  }

  drained = (connection: Connection): void => {
    this.parts.courier.drained(connection)
    this.parts.mail.drained(connection)
  }

  ended = (connection: Connection): void => {
    this.#files.ended(connection)
    this.parts.courier.detach(connection)
    this.parts.mail.detach(connection)
    this.parts.presence.remove(connection)
    this.admission().left(connection)
    if (connection.device) this.parts.registry.seen(connection.device, this.parts.clock.nowMs())
    this.parts.onPresence(connection)
  }

  failed = (_connection: Connection, error: unknown): void => {
    const stack = error instanceof Error ? error.stack : String(error)
    this.parts.log.error('a frame could not be dealt with', { stack })
  }

  /** Cuts off every socket that goes by this folded ID or comes from this address. */
  disconnect(
    who: Readonly<{ fold: string } | { addressKey: string }>,
    reason: 'blocked' | 'forgotten' | 'revoked' = 'blocked',
  ): void {
    for (const connection of this.parts.presence.all()) {
      const isMeant =
        'fold' in who
          ? connection.takenId !== null && foldId(connection.takenId) === who.fold
          : connection.peer.addressKey === who.addressKey
      if (isMeant) connection.close(CLOSE.policy, reason)
    }
  }

  /** The owner changed the name of a device, or what it may do. */
  changed(device: RegisteredDevice): void {
    const connection = this.parts.presence.byFold(device.fold)
    if (connection?.device?.key !== device.key) return
    connection.device = device
    connection.party = { id: device.id, name: device.name }
    this.parts.presence.update(connection)
    if (!may(device, 'receive')) this.parts.courier.detach(connection)
    else if (connection.isReady) this.parts.courier.attach(connection, null)
    if (!may(device, 'targets')) connection.wantsPresence = false
    this.parts.onPresence(connection)
  }

  /** Cuts off whom only a token will let in from now on. */
  withdrawUnpaired(): void {
    for (const connection of this.parts.presence.all()) {
      if (connection.lane !== 'token') connection.close(CLOSE.policy, 'paired devices only')
    }
  }

  /** Cuts off whom only an open policy, or the owner for this once, had let in. */
  withdrawOpen(): void {
    for (const connection of this.parts.presence.all()) {
      if (connection.lane === 'open') connection.close(CLOSE.policy, 'no longer open to everybody')
    }
  }

  /** Cuts off whom the port would not let in any more. */
  withdraw(isOut: (peer: Evidence) => boolean): void {
    for (const connection of this.parts.presence.all()) {
      if (isOut(connection.peer)) connection.close(CLOSE.policy, 'not from here any more')
    }
  }

  /** The owner does not want somebody. */
  turnAway(connection: Connection): void {
    connection.close(CLOSE.policy, 'blocked')
  }

  #turnDown(connection: Connection, command: Command, refusal: Refusal): void {
    if (command.type === 'attach') this.misannounced(connection, command.size)
    connection.refuse(refusal, command.ref)
  }

  #publish(connection: Connection, draft: Draft): Promise<void> | undefined {
    if (!this.#mayPublish(connection, draft.ref)) return undefined
    if (connection.lane === 'pending') return void this.#holdFor(connection, draft)
    return this.#store(connection, { sender: connection, draft })
  }

  /** Publishes and answers. The promise, if any, is of space for the next one. */
  #store(connection: Connection, publication: Publication): Promise<void> | undefined {
    const intake = this.#intakes.get(connection) ?? new Intake()
    this.#intakes.set(connection, intake)
    const stored = intake.begin(sizeOf(publication))
    this.parts.publish(publication, (result) => {
      stored()
      this.#answer(connection, result, publication.draft.ref)
    })
    return intake.space()
  }

  #holdFor(connection: Connection, draft: Draft): void {
    const admission = this.admission()
    const asks = {
      id: connection.takenId,
      name: connection.party.name,
      kind: connection.kind,
      peer: connection.peer,
    }
    const request = admission.ask(asks, connection)
    const refusal =
      'code' in request
        ? request
        : admission.hold(request, draft, (result) => this.#answer(connection, result, draft.ref))
    if (refusal) connection.refuse(refusal, draft.ref)
  }

  /** Whether it may publish one more now; answers it when not. */
  #mayPublish(connection: Connection, ref?: string): boolean {
    const { lane, peer, device } = connection
    return isSlowEnough(connection, this.parts.gate.mayPublish(lane, peer, device), ref)
  }

  #maySay(connection: Connection, ref?: string): boolean {
    const { lane, peer, device } = connection
    return isSlowEnough(connection, this.parts.gate.maySay(lane, peer, device), ref)
  }

  #mayReact(connection: Connection, ref?: string): boolean {
    const { lane, peer, device } = connection
    return isSlowEnough(connection, this.parts.gate.mayReact(lane, peer, device), ref)
  }

  #answer(connection: Connection, result: Accepted | Refusal, ref: string | undefined): void {
    if ('code' in result) connection.refuse(result, ref)
    else connection.send({ type: 'accepted', ...result })
  }

  /** One list a turn: with thousands of devices it is long, and many may ask at once. */
  async #listDevices(connection: Connection, ref: { ref?: string }): Promise<void> {
    await nextTurn()
    connection.send({ type: 'devices', ...ref, devices: this.parts.devices() })
  }

  async #subscribe(connection: Connection, command: Subscription): Promise<void> {
    const { ref } = command
    // It is written down like a publish, so it counts as one.
    if (!this.#mayPublish(connection, ref)) return
    const refusal = await changeTopics(this.parts, connection, command)
    if (refusal) return void connection.refuse(refusal, ref)
    this.parts.onTopics()
    if (ref !== undefined) connection.send({ type: 'ok', ref })
  }
}

/** What a trusted one says about single notifications is counted where it is done, and its pings keep its line open. */
function isCounted({ lane }: Connection, { type }: Command): boolean {
  return type === 'hello' || type === 'devices' || (!isTrusted(lane) && type === 'ping')
}

/** Answers whom it is not; who floods is cut off. */
function isSlowEnough(connection: Connection, tooFast: TooFast | null, ref?: string): boolean {
  if (tooFast === null) return true
  connection.refuse(tooFast.refusal, ref)
  if (tooFast.isFlood) connection.close(CLOSE.policy, 'flood')
  return false
}

/** What weighs in it: text and bytes. */
function sizeOf({ draft, attachments = [] }: Publication): number {
  const { title = '', body = '' } = draft.content
  return attachments.reduce((sum, { size }) => sum + size, title.length + body.length)
}

// What a connection may do and what happens then: greeting, publishing, asking. Ties one socket to trust, the
// registry and the courier; the path of a notification itself is the publisher's.

import { HUB_ID, type Device, type DeviceId, type NotificationId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Command, Draft, Hello } from '../../../shared/protocol/commands'
import { toDraft } from '../../../shared/protocol/decode'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { CLOSE, PROTOCOL_VERSION, type Accepted } from '../../../shared/protocol/frames'
import { PORT } from '../../../shared/protocol/limits'
import { attachmentOf } from '../attachments/plain'
import type { Courier } from '../delivery/courier'
import type { Presence } from '../delivery/presence'
import type { Publisher } from '../delivery/publication'
import type { Admission, LetIn } from '../devices/admission'
import { greet, type Greeting } from '../devices/greeting'
import type { RegisteredDevice, Registry } from '../devices/registry'
import { isTrusted, mayUse, trustOf } from '../devices/trust'
import type { History } from '../history/types'
import type { Clock } from '../ports'
import type { Connection, ConnectionHandlers } from './connection'
import type { Gate } from './gate'

export type SessionParts = Readonly<{
  hub: () => Readonly<{ name: string; version: string; seq: number }>
  registry: Registry
  presence: Presence
  courier: Courier
  history: History
  publish: Publisher
  gate: Gate
  devices: () => readonly Device[]
  clock: Clock
  newId: () => string
  /** A device came, went or changed its name. */
  onPresence: (connection: Connection) => void
  onTrusted: (connection: Connection) => void
}>

export class Sessions implements ConnectionHandlers {
  constructor(
    private readonly parts: SessionParts,
    private readonly admission: () => Admission<Connection>,
  ) {}

  /** A socket was opened: says who we are and what it may do. */
  opened(connection: Connection): void {
    this.parts.presence.update(connection)
    if (isTrusted(connection.lane)) this.parts.onTrusted(connection)
    this.#welcome(connection)
    this.parts.onPresence(connection)
    // Who says nothing stays what it is: a device known by its token then gets what waits for it, and
    // somebody unknown stands before the owner under its address.
    this.parts.clock.after(PORT.helloMs, () => this.#unspoken(connection))
  }

  command = (connection: Connection, command: Command): Promise<void> | undefined => {
    if (!mayUse(connection.lane, command.type)) {
      return void connection.refuse(refuse('not_trusted'), command.ref)
    }
    const ref = command.ref === undefined ? {} : { ref: command.ref }
    switch (command.type) {
      case 'hello':
        return this.#hello(connection, command)
      case 'notify':
        return void this.#publish(connection, toDraft(command))
      case 'ack':
        return this.#ack(connection, command.ids ?? (command.id ? [command.id] : []), command.ref)
      case 'devices':
        connection.wantsPresence = true
        return void connection.send({ type: 'devices', ...ref, devices: this.parts.devices() })
      case 'ping':
        return void connection.send({ type: 'pong', ...ref })
    }
  }

  plain = (connection: Connection, draft: Draft): void => this.#publish(connection, draft)

  binary = async (connection: Connection, bytes: Buffer): Promise<void> => {
    if (!isTrusted(connection.lane)) return void connection.refuse(refuse('not_trusted'))
    if (bytes.length === 0)
      return void connection.refuse(refuse('bad_field', { field: 'attachments' }))
    if (!this.#mayPublish(connection)) return
    const attachment = await attachmentOf(bytes, this.parts.newId(), this.parts.clock.nowMs())
    const draft: Draft = { to: [HUB_ID], content: { format: 'text', priority: 3 } }
    this.parts.publish({ sender: connection, draft, attachments: [attachment] }, (result) =>
      this.#answer(connection, result, undefined),
    )
  }

  pong = (connection: Connection, mark: number): void => this.parts.courier.pong(connection, mark)

  drained = (connection: Connection): void => this.parts.courier.drained(connection)

  ended = (connection: Connection): void => {
    this.parts.courier.detach(connection)
    this.parts.presence.remove(connection)
    this.admission().left(connection)
    if (connection.device) this.parts.registry.seen(connection.device, this.parts.clock.nowMs())
    this.parts.onPresence(connection)
  }

  /** The owner let somebody in. */
  letIn(connection: Connection, how: LetIn): void {
    if (!connection.isOpen) return
    connection.lane = how.device ? 'token' : 'open'
    if (how.id !== null) connection.party = { id: how.id, name: how.name }
    connection.takenId = how.id
    connection.kind = how.kind
    this.#become(connection, how.device, null)
    this.#welcome(connection, how.device ? { token: how.token } : {})
  }

  /** Cuts off every socket that goes by this folded ID or comes from this address. */
  disconnect(who: Readonly<{ fold: string } | { addressKey: string }>): void {
    for (const connection of this.parts.presence.all()) {
      const isMeant =
        'fold' in who
          ? connection.takenId !== null && foldId(connection.takenId) === who.fold
          : connection.peer.addressKey === who.addressKey
      if (isMeant) this.turnAway(connection)
    }
  }

  /** The owner does not want somebody. */
  turnAway(connection: Connection): void {
    connection.close(CLOSE.policy, 'blocked')
  }

  async #hello(connection: Connection, hello: Hello): Promise<void> {
    const greeting = greet(connection, hello, this.parts.registry)
    if (greeting.kind === 'refused')
      return void this.#refuseGreeting(connection, greeting, hello.ref)
    connection.wantsAnnounce = hello.announce ?? connection.wantsAnnounce
    connection.ackMode = hello.ack ?? connection.ackMode
    connection.kind = hello.kind ?? connection.device?.kind ?? connection.kind
    if (greeting.kind === 'asks') return this.#asks(connection, greeting.id, hello)
    const device = await this.#deviceOf(connection, greeting, hello)
    if (!connection.isOpen) return
    this.#settle(connection, greeting, device, hello)
  }

  #refuseGreeting(
    connection: Connection,
    greeting: Extract<Greeting, { kind: 'refused' }>,
    ref: string | undefined,
  ): void {
    if (greeting.refusal.code === 'unauthorized') {
      connection.refuse(this.parts.gate.authFailure(connection.peer), ref)
      return connection.close(CLOSE.policy, 'unauthorized')
    }
    connection.refuse(greeting.refusal, ref)
    if (greeting.isBlocked) connection.close(CLOSE.policy, 'blocked')
  }

  /** Registers what must be registered before anything can be queued for it. */
  async #deviceOf(
    connection: Connection,
    greeting: Extract<Greeting, { kind: 'proved' | 'takes' | 'stays' }>,
    hello: Hello,
  ): Promise<RegisteredDevice | null> {
    const known =
      greeting.kind === 'takes'
        ? this.parts.registry.byFold(foldId(greeting.id))
        : greeting.kind === 'proved'
          ? greeting.device
          : connection.device
    if (!known && greeting.kind !== 'takes') return null
    const id = known?.id ?? (greeting.kind === 'takes' ? greeting.id : connection.party.id)
    const facts = {
      id,
      name: hello.name ?? known?.name ?? id,
      kind: hello.kind ?? known?.kind ?? 'other',
      by: greeting.kind === 'takes' ? greeting.by : (known?.by ?? 'local'),
      tokenHash: known?.tokenHash ?? null,
    }
    return this.parts.registry.save(facts, this.parts.clock.nowMs())
  }

  #settle(
    connection: Connection,
    greeting: Extract<Greeting, { kind: 'proved' | 'takes' | 'stays' }>,
    device: RegisteredDevice | null,
    hello: Hello,
  ): void {
    if (greeting.kind === 'proved') connection.lane = 'token'
    const { seq } = this.parts.hub()
    const isBeyond = hello.since !== undefined && hello.since > seq
    if (device) {
      connection.party = { id: device.id, name: device.name }
      connection.takenId = device.id
    } else if (hello.name && isTrusted(connection.lane)) {
      connection.party = { ...connection.party, name: hello.name }
    }
    connection.greeted()
    this.#welcome(connection, isBeyond ? { reset: true } : {})
    this.#become(connection, device, isBeyond ? null : (hello.since ?? null))
  }

  /** From now on this connection is that device, or the same anonymous one with new wishes. */
  #become(connection: Connection, device: RegisteredDevice | null, since: number | null): void {
    const { presence, courier, registry, clock } = this.parts
    const isNew = device !== null && connection.device?.key !== device.key
    connection.device = device
    presence.update(connection)?.close(CLOSE.replaced, 'connected again elsewhere')
    if (isTrusted(connection.lane)) this.parts.onTrusted(connection)
    if (device && isNew) registry.seen(device, clock.nowMs())
    if (device) courier.attach(connection, since)
    this.parts.onPresence(connection)
  }

  async #asks(connection: Connection, id: DeviceId | null, hello: Hello): Promise<void> {
    const name = hello.name ?? id ?? connection.party.name
    const asks = { id, name, kind: connection.kind, peer: connection.peer }
    if (id !== null && this.admission().takeApproval(id, connection.peer)) {
      const how = await this.admission().pair({ ...asks, id })
      connection.greeted()
      return void this.letIn(connection, how)
    }
    const request = this.admission().ask(asks, connection)
    if ('code' in request) return void connection.refuse(request, hello.ref)
    connection.takenId = id
    if (id !== null && connection.lane === 'pending') connection.party = { id, name }
    connection.greeted()
    this.#welcome(connection)
  }

  #unspoken(connection: Connection): void {
    if (connection.state !== 'greeting') return
    if (connection.device) this.#become(connection, connection.device, null)
  }

  #publish(connection: Connection, draft: Draft): void {
    if (connection.lane === 'pending') return this.#holdFor(connection, draft)
    if (!this.#mayPublish(connection, draft.ref)) return
    this.parts.publish({ sender: connection, draft }, (result) =>
      this.#answer(connection, result, draft.ref),
    )
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
    const verdict = this.parts.gate.mayPublish(connection.lane, connection.peer, connection.device)
    if (verdict === null) return true
    connection.refuse(verdict.refusal, ref)
    if (verdict.isFlood) connection.close(CLOSE.policy, 'flood')
    return false
  }

  #answer(connection: Connection, result: Accepted | Refusal, ref: string | undefined): void {
    if ('code' in result) connection.refuse(result, ref)
    else connection.send({ type: 'accepted', ...result })
  }

  async #ack(connection: Connection, ids: readonly NotificationId[], ref?: string): Promise<void> {
    const { courier, history } = this.parts
    const device = connection.device
    const missing = ids.filter((id) => !courier.acknowledge(connection, id))
    for (const id of missing) {
      const found = device ? await history.one(id) : null
      if (!found?.deliveries.some((delivery) => delivery.device === device?.key)) {
        return void connection.refuse(refuse('unknown_id', { field: 'id' }), ref)
      }
      if (device) history.delivered(device.key, [found.item.seq])
    }
    if (ref !== undefined) connection.send({ type: 'ok', ref })
  }

  #welcome(connection: Connection, more: { token?: string; reset?: true } = {}): void {
    const { name, version, seq } = this.parts.hub()
    const { party, lane } = connection
    connection.send({
      type: 'welcome',
      v: PROTOCOL_VERSION,
      hub: { id: HUB_ID, name, version },
      you: { id: party.id, name: party.name, ...trustOf(lane) },
      seq,
      ...more,
    })
  }
}

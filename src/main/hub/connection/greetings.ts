// From a socket's first word to its welcome: who it is from now on, and what it gets of it. What it says after
// that is the session's.

import { HUB_ID, type DeviceId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Hello } from '../../../shared/protocol/commands'
import { BellhopError, refuse, type Refusal } from '../../../shared/protocol/errors'
import { CLOSE, PROTOCOL_VERSION } from '../../../shared/protocol/frames'
import { PORT } from '../../../shared/protocol/limits'
import type { Admission, LetIn } from '../devices/admission'
import { greet, type Greeting } from '../devices/greeting'
import { blockOfId, type RegisteredDevice } from '../devices/registry'
import { may } from '../devices/rights'
import { spaceForOneMore } from '../devices/space'
import { hashToken } from '../devices/tokens'
import { isTrusted, trustOf, unpaired } from '../devices/trust'
import type { Connection } from './connection'
import type { SessionParts } from './session'

type Accepted = Exclude<Greeting, { kind: 'refused' | 'asks' | 'pairs' }>

export class Greetings {
  constructor(
    private readonly parts: SessionParts,
    private readonly admission: () => Admission<Connection>,
  ) {}

  /** A socket was opened: says who we are and what it may do. */
  opened(connection: Connection): void {
    this.parts.presence.update(connection)
    if (isTrusted(connection.lane)) this.parts.onTrusted(connection)
    this.#welcome(connection, connection.device)
    this.parts.onPresence(connection)
    // Who says nothing stays what it is; a device known by its token then gets what waits for it.
    this.parts.clock.after(PORT.helloMs, () => this.#unspoken(connection))
  }

  /** Deals with a hello: from then on it is that device, or it waits, or it is refused. */
  async hello(connection: Connection, hello: Hello): Promise<void> {
    const greeting = greet(connection, hello, this.parts.registry)
    if (greeting.kind === 'refused')
      return void this.#refuseGreeting(connection, greeting, hello.ref)
    connection.wantsAnnounce = hello.announce ?? connection.wantsAnnounce
    connection.ackMode = hello.ack ?? connection.ackMode
    connection.kind = hello.kind ?? connection.device?.kind ?? connection.kind
    if (greeting.kind === 'asks') return this.#asks(connection, greeting.id, hello)
    if (greeting.kind === 'pairs') return this.#pairs(connection, greeting, hello)
    const full = await this.#spaceFor(greeting)
    if (full) return void connection.refuse(full, hello.ref)
    try {
      const device = await this.#deviceOf(connection, greeting, hello)
      if (!connection.isOpen || this.#wasBlocked(connection, device)) return
      const renewed = await this.#renewed(connection, greeting, device, hello)
      this.#settle(connection, greeting, device, hello, renewed)
    } catch (error) {
      refuseFull(connection, error, hello.ref)
    }
  }

  async #pairs(
    connection: Connection,
    { id, code }: Extract<Greeting, { kind: 'pairs' }>,
    hello: Hello,
  ): Promise<void> {
    const { kind, peer } = connection
    const asks = { id, name: hello.name ?? id, kind, peer }
    try {
      const how = await this.admission().pair({ code, field: 'pair' }, asks, connection)
      if ('code' in how) connection.refuse(how, hello.ref)
    } catch (error) {
      refuseFull(connection, error, hello.ref)
    }
  }

  /** The next token of a device that is to get one; undefined = it keeps its own. */
  async #renewed(
    { lane }: Connection,
    greeting: Accepted,
    device: RegisteredDevice | null,
    { token }: Hello,
  ): Promise<string | undefined> {
    const { registry, newToken } = this.parts
    if (!device || (lane !== 'token' && greeting.kind !== 'proved')) return undefined
    const known = token === undefined ? device : registry.proved(device, token)
    if (known.rotation === null) return undefined
    const next = newToken()
    return (await registry.change(known, { rotation: hashToken(next) })) ? next : undefined
  }

  /** The owner wants a device to have a new token: one that is here gets it at once. */
  async renew(connection: Connection, device: RegisteredDevice): Promise<void> {
    const token = await this.#renewed(connection, { kind: 'stays' }, device, { type: 'hello' })
    if (token !== undefined) this.#welcome(connection, device, { token })
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
    if (!greeting.overheard) return
    connection.close(CLOSE.policy, 'overheard')
    this.admission().burn(greeting.overheard)
  }

  /** Only who takes a new ID needs space for one. */
  async #spaceFor(greeting: Accepted): Promise<Refusal | null> {
    const { registry, presence, clock } = this.parts
    if (greeting.kind !== 'takes' || registry.byFold(foldId(greeting.id))) return null
    const isHere = ({ fold }: RegisteredDevice): boolean => presence.byFold(fold) !== null
    return spaceForOneMore(registry, isHere, clock.nowMs())
  }

  /** The owner may block a device while it is being stored, when no connection goes by its ID yet. */
  #wasBlocked(connection: Connection, device: RegisteredDevice | null): boolean {
    if (!device || !this.parts.registry.isBlocked(blockOfId(device.fold))) return false
    connection.refuse(refuse('not_trusted', { field: 'id' }))
    connection.close(CLOSE.policy, 'blocked')
    return true
  }

  /** Registers what must be registered before anything can be queued for it. */
  async #deviceOf(
    connection: Connection,
    greeting: Accepted,
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
    greeting: Accepted,
    device: RegisteredDevice | null,
    hello: Hello,
    token: string | undefined,
  ): void {
    if (greeting.kind === 'proved') connection.lane = 'token'
    const { seq } = this.parts.hub()
    const isBeyond = hello.since !== undefined && hello.since > seq
    if (device) {
      connection.party = { id: device.id, name: device.name }
      connection.takenId = device.id
    } else if (hello.name && isTrusted(connection.lane)) {
      connection.party = { id: connection.party.id, name: hello.name }
    }
    connection.greeted()
    this.#welcome(connection, device, {
      ...(isBeyond ? { reset: true } : {}),
      ...(token === undefined ? {} : { token }),
    })
    this.#become(connection, device, isBeyond ? null : (hello.since ?? null))
  }

  /** From now on this connection is that device, or the same anonymous one with new wishes. */
  #become(connection: Connection, device: RegisteredDevice | null, since: number | null): void {
    const { presence, courier, mail, registry, clock } = this.parts
    const isNew = device !== null && connection.device?.key !== device.key
    // What the registry holds, lest each connection keep an older copy.
    connection.device = device && isNew ? registry.seen(device, clock.nowMs()) : device
    presence.update(connection)?.close(CLOSE.replaced, 'connected again elsewhere')
    if (isTrusted(connection.lane)) {
      this.parts.onTrusted(connection)
      // Whatever it still asked for is settled: a later answer must not take its place away again.
      this.admission().left(connection)
    }
    if (device && may(device, 'receive')) courier.attach(connection, since)
    if (connection.takenId !== null && isTrusted(connection.lane)) mail.attach(connection)
    this.parts.onPresence(connection)
  }

  async #asks(connection: Connection, id: DeviceId | null, hello: Hello): Promise<void> {
    const name = hello.name ?? id ?? connection.party.name
    const asks = { id, name, kind: connection.kind, peer: connection.peer }
    if (id !== null && this.admission().takeApproval(id, connection.peer)) {
      return void (await this.admission().pairNow({ ...asks, id }, connection))
    }
    // It asks by its ID from now on, and no more by its address.
    if (id !== null && connection.takenId === null) this.admission().left(connection)
    const request = this.admission().ask(asks, connection)
    if ('code' in request) return void connection.refuse(request, hello.ref)
    connection.takenId = id
    if (id !== null && connection.lane === 'pending') connection.party = { id, name }
    connection.greeted()
    this.#welcome(connection, null)
  }

  #unspoken(connection: Connection): void {
    if (connection.state !== 'greeting') return
    if (connection.device) this.#become(connection, connection.device, null)
    else if (!isTrusted(connection.lane) && this.parts.policy() === 'paired')
      connection.refuse(unpaired())
  }

  /** The owner let somebody in; false when it has left by now. */
  letIn(connection: Connection, how: LetIn): boolean {
    if (!connection.isOpen) return false
    connection.lane = how.device ? 'token' : 'open'
    if (how.id !== null) connection.party = { id: how.id, name: how.name }
    connection.takenId = how.id
    connection.kind = how.kind
    if (how.id !== null) connection.greeted()
    this.#become(connection, how.device, null)
    this.#welcome(connection, how.device, how.device ? { token: how.token } : {})
    return true
  }

  /** `device` is the one that it is from now on. */
  #welcome(
    connection: Connection,
    device: RegisteredDevice | null,
    more: { token?: string; reset?: true } = {},
  ): void {
    const { name, version, seq } = this.parts.hub()
    const { party, lane } = connection
    const topics = this.parts.topicsOf(connection, device)
    connection.send({
      type: 'welcome',
      v: PROTOCOL_VERSION,
      hub: { id: HUB_ID, name, version },
      you: {
        ...{ id: party.id, name: party.name, ...trustOf(lane) },
        ...(topics.length === 0 ? {} : { topics }),
      },
      seq,
      ...more,
    })
  }
}

/** The disk is no mistake of ours, and the peer may say hello again when there is space. */
function refuseFull(connection: Connection, error: unknown, ref: string | undefined): void {
  if (!(error instanceof BellhopError) || error.code !== 'storage_full') throw error
  connection.refuse(refuse(error.code), ref)
}

// One live socket: its state, its outbox, and the way from a frame to what it means. It knows who is at the
// other end, but decides nothing about trust, receivers or the store.

import type { Duplex } from 'node:stream'
import type { DeviceId, DeviceKind, Lane, Party } from '../../../shared/model'
import type { Command, Draft } from '../../../shared/protocol/commands'
import { decodeText } from '../../../shared/protocol/decode'
import { ERRORS, refuse, type Refusal } from '../../../shared/protocol/errors'
import { CLOSE, type HubFrame } from '../../../shared/protocol/frames'
import { FRAME, OUTBOX } from '../../../shared/protocol/limits'
import type { Line } from '../delivery/line'
import { isTrusted } from '../devices/trust'
import type { RegisteredDevice } from '../devices/registry'
import type { HubSocket, SocketOwner } from '../listener/hub-socket'
import type { Evidence } from '../listener/types'
import type { Clock } from '../ports'
import { HEARTBEAT_PING, jsonFrame, pingFrame, pongFrame } from './frames'
import { Outbox, type Turn } from './outbox'
import { Refusals } from './rates'
import { nextConnectionState, type ConnectionState } from './state'

/** What a connection brings to the hub. A promise = nothing more is read from it until that is done. */
export type ConnectionHandlers = Readonly<{
  command: (connection: Connection, command: Command) => Promise<void> | undefined
  plain: (connection: Connection, draft: Draft) => Promise<void> | undefined
  binary: (connection: Connection, bytes: Buffer) => Promise<void> | undefined
  /** So many bytes that follow belong to a file that was refused. */
  misannounced: (connection: Connection, bytes: number) => void
  /** The peer answered a ping: all that was written before mark `mark` has arrived. */
  pong: (connection: Connection, mark: number) => void
  drained: (connection: Connection) => void
  ended: (connection: Connection) => void
  /** Something of ours threw while a frame was dealt with. */
  failed: (connection: Connection, error: unknown) => void
}>

const LAST_WORDS_MS = 1_000

export class Connection extends Outbox implements SocketOwner {
  lane: Lane
  party: Party
  kind: DeviceKind = 'other'
  /** The device with a queue that this is, once it said so and was believed. */
  device: RegisteredDevice | null = null
  /** How far it is with what is addressed to that device, kept by the courier; null = nothing is brought to it. */
  line: Line | null = null
  /** The folded ID by which it is known, kept by the presence; null = none yet, or not any more. */
  fold: string | null = null
  /** The ID it took or asked for; a connection cannot change it. */
  takenId: DeviceId | null = null
  /** Learns of what is addressed to others. */
  wantsAnnounce = true
  ackMode: 'auto' | 'manual' = 'auto'
  wantsPresence = false
  /** Gets receipts and actions: kept by the mail. */
  isReader = false
  /** Whether bytes came since the heartbeat last looked, and how many looks ago it was heard and pinged. */
  isHeard = false
  silentLooks = -1
  looksSincePing = 0

  #refusals: Refusals | null = null
  #state: ConnectionState = 'greeting'
  /** Frames that came while an earlier one was still being dealt with. */
  #inbox: (() => Promise<void> | undefined)[] | null = null
  #isBusy = false
  #stalledSinceMs: number | null = null

  constructor(
    readonly socket: HubSocket,
    raw: Duplex,
    readonly peer: Evidence,
    identity: Readonly<{ lane: Lane; party: Party }>,
    turn: Turn,
    private readonly clock: Clock,
    private readonly handlers: ConnectionHandlers,
  ) {
    super(raw, turn)
    this.lane = identity.lane
    this.party = identity.party
    socket.handTo(this)
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Whether it can still be told anything. */
  get isOpen(): boolean {
    return this.#state === 'greeting' || this.#state === 'ready'
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  /** The peer takes less than comes: what can be had from the store later is no longer pushed. */
  get isBehind(): boolean {
    return this.backlogBytes > OUTBOX.pauseBytes
  }

  greeted(): void {
    this.#state = nextConnectionState(this.#state, 'greeted')
  }

  send(frame: HubFrame): void {
    this.push(jsonFrame(frame))
  }

  /** Gives a ready-made frame to the outbox. Cuts off a peer whose backlog passes its limit. */
  override push(frame: Buffer): void {
    if (!this.isOpen) return
    super.push(frame)
    if (!this.isBehind) return
    this.#stalledSinceMs ??= this.clock.monotonicMs()
    if (this.backlogBytes > OUTBOX.cutBytes) this.close(CLOSE.tooSlow, 'too slow')
  }

  /** The same with a frame that ends in a ping. */
  pushPinging(frame: Buffer): void {
    this.looksSincePing = 0
    this.push(frame)
  }

  /** Sends a ping behind everything written so far; its pong brings the mark back. */
  ping(mark?: number): void {
    this.pushPinging(mark === undefined ? HEARTBEAT_PING : pingFrame(mark))
  }

  /** Answers with an error. Ends the connection where the code says so, or after too many of them. */
  refuse(refusal: Refusal, ref?: string): void {
    this.send({ type: 'error', ...refusal, ...(ref === undefined ? {} : { ref }) })
    const row = ERRORS[refusal.code]
    if ('close' in row) this.close(row.close, refusal.code)
    else if (this.#isFlood()) this.close(CLOSE.policy, 'flood')
  }

  oversized(): void {
    if (this.isOpen) this.refuse(refuse('too_large'))
  }

  /** Since when the peer has taken nothing of a backlog; null = it keeps up. Monotonic ms. */
  get stalledSinceMs(): number | null {
    return this.#stalledSinceMs
  }

  /** Says goodbye. What was gathered still goes out before it; who does not answer is cut off. */
  close(code: number, reason: string): void {
    if (!this.isOpen) return
    this.#state = nextConnectionState(this.#state, 'close')
    this.#inbox = null
    this.flush()
    // A socket that is not read would never see the other side's goodbye.
    this.socket.resume()
    this.socket.close(code, reason)
    this.clock.after(LAST_WORDS_MS, () => this.socket.terminate())
  }

  terminate(): void {
    this.socket.terminate()
  }

  #isFlood(): boolean {
    this.#refusals ??= new Refusals()
    return this.#refusals.count(this.clock.monotonicMs())
  }

  received(data: Buffer, isBinary: boolean): void {
    if (!this.isOpen) return
    const work = isBinary ? () => this.#binary(data) : () => this.#text(data)
    if (this.#isBusy) (this.#inbox ??= []).push(work)
    else this.#run(work)
  }

  /** Deals with one frame. While it waits for the store, the socket is not read. */
  #run(work: () => Promise<void> | undefined): void {
    const pending = this.#guarded(work)
    if (!pending || !this.isOpen) return
    this.#isBusy = true
    this.socket.pause()
    void pending.then(() => this.#next())
  }

  /** Our own mistakes end here: logged, answered, and nobody else hears of them. */
  #guarded(work: () => Promise<void> | undefined): Promise<void> | undefined {
    const failed = (error: unknown): void => {
      this.handlers.failed(this, error)
      this.refuse(refuse('internal'))
    }
    try {
      return work()?.catch(failed)
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  #next(): void {
    this.#isBusy = false
    while (this.#isIdle()) {
      const work = this.#inbox?.shift()
      if (!work) return this.socket.resume()
      this.#run(work)
    }
  }

  #isIdle(): boolean {
    return !this.#isBusy && this.isOpen
  }

  #text(data: Buffer): Promise<void> | undefined {
    const limit = isTrusted(this.lane) ? FRAME.trustedTextBytes : FRAME.guestTextBytes
    if (data.length > limit) return void this.refuse(refuse('too_large'))
    const decoded = decodeText(data.toString('utf8'))
    switch (decoded.kind) {
      case 'plain':
        return this.handlers.plain(this, decoded.draft)
      case 'command':
        return this.handlers.command(this, decoded.command)
      case 'refused':
        if (decoded.announced) this.handlers.misannounced(this, decoded.announced)
        return void this.refuse(decoded.refusal, decoded.ref)
    }
  }

  #binary(data: Buffer): Promise<void> | undefined {
    return this.handlers.binary(this, data)
  }

  pinged(data: Buffer): void {
    this.push(pongFrame(data))
  }

  ponged(data: Buffer): void {
    // To the heartbeat's ping.
    if (data.length === 0) return
    this.handlers.pong(this, Number(data.toString('latin1')))
  }

  heard(): void {
    this.isHeard = true
  }

  drained(): void {
    this.#stalledSinceMs = null
    if (this.isOpen) this.handlers.drained(this)
  }

  ended(): void {
    if (this.#state === 'closed') return
    this.#state = nextConnectionState(this.#state, 'ended')
    this.#inbox = null
    this.handlers.ended(this)
  }
}

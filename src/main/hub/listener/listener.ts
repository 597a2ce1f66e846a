// One port for everything: takes sockets in, tells by the first byte what is spoken, and lets only what the
// gate passes reach the HTTP door or the hub's sockets. Knows no device and no notification.

import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server, Socket } from 'node:net'
import { refuse } from '../../../shared/protocol/errors'
import { createHttpDoor } from '../doors/http'
import type { Clock, Log } from '../ports'
import { answerOf, type Answer } from './answers'
import { bind } from './bind'
import { peerOf } from './evidence'
import { judge } from './gate'
import { createHttpFront } from './http-front'
import type { HubSocket } from './hub-socket'
import { ownDescriptors, LISTENER_LIMITS, withDescriptors, type ListenerLimits } from './limits'
import { RefusalLog } from './refusal-log'
import { Seats } from './seats'
import { TLS_HANDSHAKE, TlsFront } from './tls-front'
import type { Evidence, ListenFailure, Listener, ListenerOptions } from './types'
import { createUpgrade, type Upgrade } from './upgrade'
import { Visitor, type VisitorHost } from './visitor'
import { Visitors } from './visitors'

/** What a listener needs of the world. `limits` replace single ones, for tests. */
export type ListenerWorld = Readonly<{ clock: Clock; log: Log; limits?: Partial<ListenerLimits> }>

const DESCRIPTORS_GONE = new Set(['EMFILE', 'ENFILE'])
/** How long nobody is let in after the system ran out of descriptors. */
const PAUSE_MS = 1_000
const RETRY_AFTER_SECONDS = 1
const TOO_MANY = 'too many of one address'

/** A port that does not listen yet. */
export function createListener(options: ListenerOptions & ListenerWorld): Listener {
  const port = new Port(options)
  return {
    listen: () => port.listen(),
    sockets: () => port.sockets,
    trusted: (socket) => port.trust(socket),
    close: (graceMs) => port.close(graceMs),
  }
}

class Port {
  readonly #options: ListenerOptions & ListenerWorld
  readonly #limits: ListenerLimits
  readonly #seats: Seats
  readonly #refusals: RefusalLog
  readonly #visitors = new Visitors()
  readonly #http: HttpServer
  readonly #tls: TlsFront
  readonly #upgrade: Upgrade
  readonly #host: VisitorHost
  #servers: readonly Server[] = []
  #isClosing = false
  #pausedUntilMs = -Infinity

  constructor(options: ListenerOptions & ListenerWorld) {
    const { clock, log } = options
    this.#options = options
    this.#limits = withDescriptors({ ...LISTENER_LIMITS, ...options.limits }, ownDescriptors())
    const limits = this.#limits
    this.#seats = new Seats(clock, limits)
    this.#refusals = new RefusalLog(log, clock)
    this.#host = {
      clock,
      limits,
      seats: this.#seats,
      visitors: this.#visitors,
      onFirstByte: (visitor, first) => this.#begin(visitor, first),
    }
    const visitorOf = (socket: Socket) => this.#visitors.of(socket)
    const { onSocket } = options
    this.#upgrade = createUpgrade({ limits, clock, log, visitors: this.#visitors, onSocket })
    this.#http = createHttpFront({
      limits,
      clock,
      visitorOf,
      examine: (request, visitor, isUpgrade) => {
        try {
          return this.#examine(request, visitor, isUpgrade)
        } catch (error) {
          log.error('a request could not be judged', { error })
          return answerOf(refuse('internal'))
        }
      },
      onRequest: createHttpDoor({ ...options, hub: options.http, limits }),
      onUpgrade: (request, head, visitor, peer) => this.#upgrade.take(request, head, visitor, peer),
    })
    this.#tls = new TlsFront({
      material: options.tls,
      log,
      onSecured: (stream) => this.#http.emit('connection', stream),
      onFailed: ({ peer }) => this.#refusals.note('no handshake', peer.address),
    })
  }

  get sockets(): number {
    return this.#seats.size
  }

  async listen(): Promise<Readonly<{ port: number }> | ListenFailure> {
    const { port, host, log } = this.#options
    const bound = await bind({
      port,
      host,
      onSocket: (socket) => this.#arrive(socket),
      onError: (error) => this.#fail(error),
    })
    if ('code' in bound) return bound
    this.#servers = bound.servers
    log.info('listening', { port: bound.port, families: bound.servers.length })
    return { port: bound.port }
  }

  trust({ visitor }: HubSocket): void {
    if (visitor) this.#seats.trust(visitor)
  }

  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    this.#seats.stop()
    this.#refusals.stop()
    const released = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)))
    for (const visitor of this.#visitors.all()) visitor.finish()
    const end = this.#options.clock.after(graceMs, () => {
      for (const { socket } of this.#visitors.all()) socket.destroy()
    })
    const gone = [...this.#visitors.all()].map(ended)
    await Promise.all([...released, ...gone])
    end.cancel()
  }

  #arrive(socket: Socket): void {
    const { remoteAddress } = socket
    const isPaused = this.#options.clock.monotonicMs() < this.#pausedUntilMs
    if (remoteAddress === undefined || isPaused || this.#isClosing) return void socket.destroy()
    const peer = peerOf(remoteAddress, () => socket.localAddress, false)
    const visitor = new Visitor(socket, peer, this.#host)
    this.#visitors.add(visitor)
    const arrival = this.#seats.arrive(visitor)
    if (arrival === 'taken') return
    const { address } = visitor.peer
    if (arrival === 'busy') this.#refusals.note('no room for more sockets', address, 'warn')
    else this.#refusals.note(TOO_MANY, address)
    socket.destroy()
  }

  #begin(visitor: Visitor, first: number): void {
    if (first !== TLS_HANDSHAKE) this.#http.emit('connection', visitor.socket)
    else if (this.#options.access().tls === 'off') this.#refuseHandshake(visitor)
    else void this.#tls.take(visitor)
  }

  #refuseHandshake({ socket, peer }: Visitor): void {
    this.#refusals.note('encryption is off', peer.address)
    socket.destroy()
  }

  #examine(request: IncomingMessage, visitor: Visitor, isUpgrade: boolean): Evidence | Answer {
    const { access, isBlocked, isLocalProgram } = this.#options
    const { method = '', url: target = '', httpVersion, rawHeaders: raw } = request
    const verdict = judge({ method, target, httpVersion, raw, isUpgrade }, visitor.peer, {
      access: access(),
      isBlocked,
      headerFields: this.#limits.headerFields,
    })
    if (!verdict.isPassed) {
      this.#refusals.note(verdict.reason, visitor.peer.address)
      if (verdict.named) this.#options.onRefused(verdict.named, visitor.peer.address)
      return verdict.answer
    }
    if (this.#isClosing) return answerOf(refuse('shutting_down'))
    if (isLocalProgram(verdict.peer)) this.#seats.trust(visitor)
    else if (!this.#seats.charge(visitor)) {
      this.#refusals.note(TOO_MANY, visitor.peer.address)
      return answerOf(refuse('rate_limited', { retryAfter: RETRY_AFTER_SECONDS }))
    }
    return verdict.peer
  }

  #fail(error: NodeJS.ErrnoException): void {
    const { clock, log, onFailure } = this.#options
    if (!DESCRIPTORS_GONE.has(error.code ?? '')) {
      onFailure(error)
      return
    }
    this.#pausedUntilMs = clock.monotonicMs() + PAUSE_MS
    log.warn('no file descriptors left, nobody is let in for a moment', { code: error.code })
  }
}

/** Resolves when a visitor is gone, however it went: `events.once` would reject on a reset. */
function ended({ socket }: Visitor): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
}

// One network on which a hub is announced: asks whether its name is free, says that it is there, answers who looks for
// it, and says goodbye. What it hears changes nothing but its own name.

import type { RemoteInfo } from 'node:dgram'
import multicastDns, {
  type MulticastDNS,
  type QueryPacket,
  type ResponsePacket,
} from 'multicast-dns'
import { isLoopback, isPrivate } from '../listener/ip'
import type { Clock, Timer } from '../ports'
import { fullName, labelOf, recordsOf, replyTo, type Announced } from './records'

const MDNS_PORT = 5353
/** How long somebody else may take to say that a name is theirs, and how often it is said that we are there. */
const TIMES = { claimMs: 250, claims: 3, repeatMs: 1_000, goodbyeMs: 200 } as const
/** Names that are tried, and answers in a second; nobody needs more. */
const MOST = { names: 20, answers: 10 } as const

export type ResponderOptions = Readonly<{
  hub: Announced
  /** As a test has it; else the one of mDNS. */
  port?: number
  clock: Clock
  /** It cannot go on, or never could. */
  onFailed: (error: Error) => void
}>

export class Responder {
  readonly #mdns: MulticastDNS
  readonly #options: ResponderOptions
  #hub: Announced
  #timer: Timer | null = null
  #number = 1
  #isAnnounced = false
  #isStopped = false
  #second = 0
  #answered = 0

  constructor(options: ResponderOptions) {
    this.#options = options
    this.#hub = { ...options.hub, instance: labelOf(options.hub.instance) }
    const [first] = options.hub.ipv4
    this.#mdns = multicastDns({
      port: options.port ?? MDNS_PORT,
      // Bound to one address it would not hear what is said to all.
      bind: '0.0.0.0',
      ...(first === undefined ? {} : { interface: first }),
    })
    this.#mdns.on('error', (error: Error) => options.onFailed(error))
    // A network that goes away, or a packet that is none.
    this.#mdns.on('warning', () => undefined)
    this.#mdns.on('query', (packet: QueryPacket, from: RemoteInfo) => this.#asked(packet, from))
    this.#mdns.on('response', (packet: ResponsePacket) => this.#heard(packet))
    this.#mdns.on('ready', () => this.#claim(0))
  }

  /** Resolves when the goodbye is on its way. */
  stop(): Promise<void> {
    this.#timer?.cancel()
    if (this.#isStopped) return Promise.resolve()
    this.#isStopped = true
    return new Promise((resolve) => {
      const end = (): void => this.#mdns.destroy(() => resolve())
      if (!this.#isAnnounced) return end()
      const late = this.#options.clock.after(TIMES.goodbyeMs, end)
      this.#mdns.respond({ answers: recordsOf(this.#hub, true) }, () => {
        late.cancel()
        end()
      })
    })
  }

  #claim(count: number): void {
    if (this.#isStopped) return
    if (count === TIMES.claims) return this.#announce(true)
    this.#mdns.query({ questions: [{ name: fullName(this.#hub), type: 'SRV' }] })
    this.#after(TIMES.claimMs, () => this.#claim(count + 1))
  }

  #announce(isFirst: boolean): void {
    this.#isAnnounced = true
    this.#mdns.respond({ answers: recordsOf(this.#hub) })
    if (isFirst) this.#after(TIMES.repeatMs, () => this.#announce(false))
  }

  /** Only while the name is being claimed: afterwards it is ours, whatever is said. */
  #heard({ answers = [] }: ResponsePacket): void {
    if (this.#isAnnounced || this.#isStopped) return
    const name = fullName(this.#hub).toLowerCase()
    const isTaken = answers.some(
      (record) =>
        record.type === 'SRV' &&
        record.name.toLowerCase() === name &&
        record.ttl !== 0 &&
        (record.data.port !== this.#hub.port || record.data.target !== this.#hub.host),
    )
    if (!isTaken || this.#number === MOST.names) return
    this.#number += 1
    this.#hub = { ...this.#hub, instance: labelOf(this.#options.hub.instance, this.#number) }
    this.#timer?.cancel()
    this.#claim(0)
  }

  #asked({ questions = [], id = 0 }: QueryPacket, from: RemoteInfo): void {
    if (!this.#isAnnounced || this.#isStopped || !isNear(from.address)) return
    const reply = replyTo(questions, this.#hub)
    if (reply === null || !this.#mayAnswer()) return
    // Who does not ask from the port of mDNS cannot hear what is said to all.
    if (from.port === (this.#options.port ?? MDNS_PORT)) this.#mdns.respond(reply)
    else this.#mdns.respond({ ...reply, id, questions }, from)
  }

  #mayAnswer(): boolean {
    const second = Math.floor(this.#options.clock.monotonicMs() / 1_000)
    if (second !== this.#second) this.#answered = 0
    this.#second = second
    this.#answered += 1
    return this.#answered <= MOST.answers
  }

  #after(ms: number, call: () => void): void {
    this.#timer = this.#options.clock.after(ms, call)
  }
}

/** Nobody beyond this network is answered, or the answers could be turned against them. */
function isNear(address: string): boolean {
  return isPrivate(address) || isLoopback(address)
}

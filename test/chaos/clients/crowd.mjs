// The load: publishers and receivers, a steady rate between them, and an end at which everybody has what is theirs.

import { join } from 'node:path'
import { Diary } from '../kit/diary.mjs'
import { Watch } from '../kit/watch.mjs'
import { byCommand } from './by-command.mjs'
import { byHttp } from './by-http.mjs'
import { Caller } from './caller.mjs'
import { draftOf, JOINERS, TOPIC } from './load.mjs'
import { Publisher } from './publisher.mjs'
import { Receiver } from './receiver.mjs'

const CALLERS = 2
const COMMANDERS = 1
/** Four of each; what one publishes goes to devices, a topic or everybody, at once or later; 200 publishes a second. */
const USUAL = {
  publishers: 4,
  receivers: 4,
  burst: 5,
  longest: 300,
  isLaterLeftOut: false,
  isDirect: false,
  most: 400,
  isHttpLeftOut: false,
  /** @type {number | undefined} */
  silenceMs: undefined,
}
/** The part of it that goes by HTTP. */
const CALLED = 0.2
/** And by the command line: less, since each is a program of its own. */
const COMMANDED = 0.02
const BURST_MS = 25
const PATIENCE_MS = 30_000
/** How long, after all else came, what was for later and the receipts may take. */
const SETTLE_MS = 12_000

/** `burst`: publications every 25 ms, or the chance of one; `most`: of one publisher that wait for an answer; `longest`: characters of a body; `isLaterLeftOut`: nothing is for later; `isDirect`:
 * all of it goes to receivers by their IDs; `silenceMs`: after so much of it a connection is left as dead.
 * @typedef {typeof USUAL} Load */

/** @typedef {{
 *   folder: string,
 *   place: import('./device.mjs').Place,
 *   command: () => import('./by-command.mjs').CommandPlace,
 *   random: import('../kit/random.mjs').Random,
 *   load?: Partial<Load>,
 * }} CrowdOptions */

export class Crowd {
  watch = new Watch()
  /** Publications so far, without repeats. */
  published = 0
  #random
  /** @type {Load} */
  #load
  /** @type {Publisher[]} */
  #publishers
  /** @type {Caller[]} who publish by HTTP */
  #callers
  /** @type {Caller[]} who publish by the command line */
  #commanders
  /** @type {(Receiver | import('./sleeper.mjs').Sleeper)[]} */
  #receivers
  /** @type {NodeJS.Timeout | undefined} */
  #pace

  /** @param {CrowdOptions} options */
  constructor({ folder, place, command, random, load }) {
    this.#random = random
    this.#load = { ...USUAL, ...load }
    /** @param {string} id */
    const optionsOf = (id) => ({
      id,
      place,
      diary: new Diary(join(folder, `${id}.jsonl`)),
      random: random.fork(id),
      watch: this.watch,
      silenceMs: this.#load.silenceMs,
    })
    this.#publishers = numbered('p', this.#load.publishers).map(
      (id) => new Publisher({ ...optionsOf(id), ack: 'auto' }, this.#load.most),
    )
    this.#callers = numbered('h', this.#load.isHttpLeftOut ? 0 : CALLERS).map(
      (id) => new Caller(optionsOf(id), byHttp(id, place)),
    )
    this.#commanders = numbered('c', COMMANDERS).map(
      (id) => new Caller(optionsOf(id), byCommand(command)),
    )
    this.#receivers = numbered('r', this.#load.receivers).map((id, index) => {
      const topics = JOINERS.includes(id) ? [TOPIC] : []
      return new Receiver({ ...optionsOf(id), topics, ack: index % 2 === 0 ? 'manual' : 'auto' })
    })
  }

  /** How many publications wait for an answer on a connection that stands. */
  get inFlight() {
    return this.#senders.reduce((sum, each) => sum + each.inFlight, 0)
  }

  /** Answers so far that were an `accepted`. */
  get accepted() {
    return this.#senders.reduce((sum, each) => sum + each.accepted, 0)
  }

  /** Answers so far that were a `storage_full`. */
  get refused() {
    return this.#senders.reduce((sum, each) => sum + each.refused, 0)
  }

  get #senders() {
    return [...this.#publishers, ...this.#callers, ...this.#commanders]
  }

  /** Everybody who has a socket. */
  get #devices() {
    return [...this.#publishers, ...this.#receivers]
  }

  get #ids() {
    return this.#devices.map(({ id }) => id)
  }

  /** What time it is by the hub, as its newest `accepted` on a socket had it. */
  get hubMs() {
    const [newest] = this.#publishers.map(({ clock }) => clock).sort((a, b) => b.t - a.t)
    return newest?.hubMs ?? 0
  }

  /** How much the last of the receivers has shown so far. */
  get shownToLast() {
    return this.#last.shownCount
  }

  /** The last of the receivers leaves until it is called back. */
  sendLastAway() {
    this.#last.leave()
  }

  callBack() {
    this.#last.connect()
  }

  get #last() {
    return /** @type {Receiver} */ (
      this.#receivers.findLast((receiver) => receiver instanceof Receiver)
    )
  }

  /**
   * One more receiver, before the others gather.
   * @param {import('./sleeper.mjs').Sleeper} receiver
   */
  join(receiver) {
    this.#receivers.push(receiver)
  }

  /** How everybody with a socket of this program is connected now. */
  get connections() {
    return this.#devices
      .filter((device) => device instanceof Receiver)
      .map(({ id, conn, isReady }) => ({ id, conn, isReady }))
  }

  /** Connects everybody; from then on the hub knows them all, and who joined what. */
  async gather() {
    for (const each of this.#devices) each.connect()
    if (!(await this.isHere())) throw new Error('The clients could not connect.')
    const haveJoined = () => this.#receivers.every(({ hasJoined }) => hasJoined)
    if (!(await this.watch.until(haveJoined, PATIENCE_MS))) throw new Error('Nobody could join.')
    if (!(await this.#marks())) throw new Error('The first notification did not arrive.')
  }

  /** Whether everybody is connected, now or soon. */
  isHere() {
    return this.watch.until(() => this.#devices.every(({ isReady }) => isReady), PATIENCE_MS)
  }

  /**
   * Waits for the next answer that is an `accepted`. That none comes is for the checker to find.
   * @param {number} patienceMs
   */
  async nextAccepted(patienceMs) {
    const { accepted } = this
    await this.watch.until(() => this.accepted > accepted, patienceMs)
  }

  /** Publishes at a steady rate from now on, as far as there is a connection. */
  start() {
    this.#pace = setInterval(() => {
      const { burst } = this.#load
      const count = burst < 1 ? Number(this.#random.chance(burst)) : burst
      for (let published = 0; published < count; published++) this.#publish()
    }, BURST_MS)
  }

  /**
   * The end: no new ones, every open one answered, everything delivered, also what was for later, and told of; then
   * everybody asks for all of it again. What does not come is for the checker to find.
   */
  async finish() {
    clearInterval(this.#pace)
    await this.#marks()
    await this.#isSettled()
    for (const device of this.#devices) device.audit()
    await this.#marks()
  }

  end() {
    clearInterval(this.#pace)
    for (const each of new Set([...this.#devices, ...this.#senders])) void each.end()
  }

  #publish() {
    const receivers = this.#receivers.map(({ id }) => id)
    const draft = draftOf(this.#random, receivers, this.#load)
    if (this.#random.pick(this.#sendersByChance()).publish(draft) === null) return
    this.published++
    this.watch.changed()
  }

  /** @returns {readonly (Publisher | Caller)[]} */
  #sendersByChance() {
    const way = this.#random.next()
    if (way < COMMANDED) return this.#commanders
    const isCalled = way < COMMANDED + CALLED && !this.#load.isHttpLeftOut
    return isCalled ? this.#callers : this.#publishers
  }

  /** How many of those by the command line were accepted so far. */
  get commanded() {
    return this.#commanders.reduce((sum, each) => sum + each.accepted, 0)
  }

  /**
   * When all else is answered, one from each publisher to all: who has got that has got what came before it. Answers
   * whether all came.
   */
  async #marks() {
    await this.isHere()
    await this.#allAnswered()
    const refs = this.#publishers.map((each) => each.publish({ to: this.#ids, text: 'mark' }))
    const hasAll = (/** @type {{ hasShown: (ref: string) => boolean }} */ each) =>
      refs.every((ref) => ref && each.hasShown(ref))
    const haveAll = await this.watch.until(() => this.#devices.every(hasAll), PATIENCE_MS)
    return (await this.#allAnswered()) && haveAll
  }

  #allAnswered() {
    return this.watch.until(() => this.#senders.every(({ open }) => open.size === 0), PATIENCE_MS)
  }

  /** What was for later has come, and every receipt. */
  #isSettled() {
    const ids = this.#ids
    return this.watch.until(
      () =>
        this.#publishers.every((each) => each.hasReceiptsOf(ids)) &&
        this.#senders.every(({ later }) => [...later].every((one) => this.#hasCome(...one))),
      SETTLE_MS,
    )
  }

  /**
   * @param {string} ref
   * @param {readonly string[]} to
   */
  #hasCome(ref, to) {
    return this.#devices.every((each) => !to.includes(each.id) || each.hasShown(ref))
  }
}

/**
 * @param {string} letter
 * @param {number} count
 */
function numbered(letter, count) {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
}

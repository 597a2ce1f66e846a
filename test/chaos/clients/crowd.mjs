// The load: publishers and receivers, a steady rate between them, and an end at which everybody has what is theirs.

import { join } from 'node:path'
import { Diary } from '../kit/diary.mjs'
import { Watch } from '../kit/watch.mjs'
import { Publisher } from './publisher.mjs'
import { Receiver } from './receiver.mjs'

const PUBLISHERS = 4
const RECEIVERS = 4
/** 200 publishes a second. */
const BURST = 5
const BURST_MS = 25
const PATIENCE_MS = 30_000
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz äß 通知 ✓')

/** @typedef {{
 *   folder: string,
 *   place: import('./device.mjs').Place,
 *   random: import('../kit/random.mjs').Random,
 *   longest?: number,
 * }} CrowdOptions `longest`: characters of a body */

export class Crowd {
  watch = new Watch()
  /** Publications so far, without repeats. */
  published = 0
  #random
  #longest
  /** @type {Publisher[]} */
  #publishers
  /** @type {Receiver[]} */
  #receivers
  /** @type {NodeJS.Timeout | undefined} */
  #pace

  /** @param {CrowdOptions} options */
  constructor({ folder, place, random, longest = 300 }) {
    this.#random = random
    this.#longest = longest
    /** @param {string} id */
    const optionsOf = (id) => ({
      id,
      place,
      diary: new Diary(join(folder, `${id}.jsonl`)),
      random: random.fork(id),
      watch: this.watch,
    })
    this.#publishers = numbered('p', PUBLISHERS).map((id) => new Publisher(optionsOf(id)))
    this.#receivers = numbered('r', RECEIVERS).map(
      (id, index) => new Receiver({ ...optionsOf(id), ack: index % 2 === 0 ? 'manual' : 'auto' }),
    )
  }

  /** How many publications wait for an answer on a connection that stands. */
  get inFlight() {
    return this.#publishers.reduce((sum, each) => sum + (each.isReady ? each.open.size : 0), 0)
  }

  /** Answers so far that were an `accepted`. */
  get accepted() {
    return this.#publishers.reduce((sum, each) => sum + each.accepted, 0)
  }

  /** Answers so far that were a `storage_full`. */
  get refused() {
    return this.#publishers.reduce((sum, each) => sum + each.refused, 0)
  }

  get #all() {
    return [...this.#publishers, ...this.#receivers]
  }

  /** Connects everybody; from then on the hub knows them all. */
  async gather() {
    for (const each of this.#all) each.connect()
    if (!(await this.isHere())) throw new Error('The clients could not connect.')
    if (!(await this.#marks())) throw new Error('The first notification did not arrive.')
  }

  /** Whether everybody is connected, now or soon. */
  isHere() {
    return this.watch.until(() => this.#all.every(({ isReady }) => isReady), PATIENCE_MS)
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
      for (let count = 0; count < BURST; count++) this.#publish()
    }, BURST_MS)
  }

  /**
   * The end: no new ones, every open one answered, everything delivered; then everybody asks for all of it again.
   * What does not come is for the checker to find.
   */
  async finish() {
    clearInterval(this.#pace)
    await this.#marks()
    for (const receiver of this.#receivers) receiver.audit()
    await this.#marks()
  }

  end() {
    clearInterval(this.#pace)
    for (const each of this.#all) each.end()
  }

  #publish() {
    const to = this.#random.some(this.#receivers, this.#random.pick([1, 1, 1, 2, RECEIVERS]))
    const length = this.#random.chance(0.2) ? this.#longest : Math.ceil(this.#longest / 10)
    const text = textOf(this.#random, this.#random.between(1, length))
    const ref = this.#random.pick(this.#publishers).publish(
      to.map(({ id }) => id),
      text,
    )
    if (ref === null) return
    this.published++
    this.watch.changed()
  }

  /**
   * When all else is answered, one from each publisher to all: who has got that has got what came before it. Answers
   * whether all came.
   */
  async #marks() {
    await this.isHere()
    await this.#allAnswered()
    const to = this.#receivers.map(({ id }) => id)
    const refs = this.#publishers.map((each) => each.publish(to, 'mark'))
    const hasAll = (/** @type {Receiver} */ each) => refs.every((ref) => ref && each.hasShown(ref))
    const haveAll = await this.watch.until(() => this.#receivers.every(hasAll), PATIENCE_MS)
    return (await this.#allAnswered()) && haveAll
  }

  #allAnswered() {
    return this.watch.until(
      () => this.#publishers.every(({ open }) => open.size === 0),
      PATIENCE_MS,
    )
  }
}

/**
 * @param {string} letter
 * @param {number} count
 */
function numbered(letter, count) {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)
}

/**
 * @param {import('../kit/random.mjs').Random} random
 * @param {number} length
 */
function textOf(random, length) {
  const piece = Array.from({ length: 40 }, () => random.pick(LETTERS)).join('')
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}

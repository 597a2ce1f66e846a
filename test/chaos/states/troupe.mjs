// One sender and three receivers that bring a delivery to each of its states, and through each step at the same moment.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Diary } from '../kit/diary.mjs'
import { Doer } from './doer.mjs'
import { AWAY, HERE, RETURNS, STEPS } from './steps.mjs'
import { Teller } from './teller.mjs'

const SENDER = 's0'
const PATIENCE_MS = 30_000
/** What a delivery is after the last thing that was done to it. */
const AFTER = { none: 'queued', ack: 'delivered', read: 'read', dismiss: 'dismissed', act: 'acted' }

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ step: Step, ref: string }} Scene one delivery of one step */

export class Troupe {
  #watch
  #random
  #teller
  #here
  #returns
  #away

  /**
   * @param {string} folder where their diaries go
   * @param {Pick<import('../clients/device.mjs').DeviceOptions, 'place' | 'random' | 'watch'>} options
   */
  constructor(folder, options) {
    mkdirSync(folder, { recursive: true })
    /** @param {string} id */
    const optionsOf = (id) => ({
      ...options,
      id,
      random: options.random.fork(id),
      diary: new Diary(join(folder, `${id}.jsonl`)),
    })
    this.#watch = options.watch
    this.#random = options.random
    this.#teller = new Teller(optionsOf(SENDER))
    this.#here = new Doer(optionsOf(HERE))
    this.#returns = new Doer(optionsOf(RETURNS))
    this.#away = new Doer(optionsOf(AWAY))
    this.#returns.isEager = true
    this.#away.isEager = true
  }

  get #all() {
    return [this.#teller, this.#here, this.#returns, this.#away]
  }

  async gather() {
    for (const each of this.#all) each.connect()
    await this.#until(() => this.#all.every(({ isReady }) => isReady), 'The troupe is not here.')
  }

  /**
   * Brings a delivery to where each step begins.
   * @returns {Promise<Scene[]>}
   */
  async prepare() {
    this.#returns.leave()
    this.#away.leave()
    const scenes = STEPS.filter(({ deed }) => deed !== 'publish').map((step) => ({
      step,
      ref: this.#teller.publish(step),
    }))
    await this.#until(() => this.#teller.isDone, 'Not all was accepted.')
    const here = scenes.filter(({ step }) => step.to === HERE)
    await this.#until(() => here.every(({ ref }) => this.#here.has(ref)), 'Not all came.')
    for (const { step, ref } of here) for (const deed of step.before) this.#here.do(deed, ref)
    await this.#until(() => scenes.every((scene) => this.#hasBegun(scene)), 'Not all is prepared.')
    return scenes
  }

  /**
   * Makes every step, in any order.
   * @param {readonly Scene[]} scenes
   * @returns {Scene[]} all of them
   */
  play(scenes) {
    const played = scenes.filter(({ step }) => step.deed !== 'come')
    for (const { step, ref } of this.#random.some(played, played.length)) this.#make(step, ref)
    const fresh = STEPS.filter(({ deed }) => deed === 'publish').map((step) => ({
      step,
      ref: this.#teller.publish(step),
    }))
    this.#returns.connect()
    return [...scenes, ...fresh]
  }

  /** @param {readonly Scene[]} scenes @returns {Scene[]} whose end nobody has heard of yet */
  underWay(scenes) {
    return scenes.filter(({ step, ref }) => this.#teller.stateOf(ref) !== step.after)
  }

  /** Cuts the links of everybody. */
  cut() {
    for (const each of [this.#teller, this.#here, this.#returns]) each.reconnect()
  }

  /**
   * All of it comes to its end. What does not is for the checker to find.
   * @param {readonly Scene[]} scenes
   */
  async settle(scenes) {
    const isDone = () => this.#all.every((each) => each.isDone)
    await this.#watch.until(isDone, PATIENCE_MS)
    this.#away.connect()
    await this.#watch.until(() => this.underWay(scenes).length === 0 && isDone(), PATIENCE_MS)
  }

  end() {
    for (const each of this.#all) each.end()
  }

  /** @param {Scene} scene */
  #hasBegun({ step, ref }) {
    return this.#teller.stateOf(ref) === AFTER[step.before.at(-1) ?? 'none']
  }

  /** @param {Step} step @param {string} ref */
  #make({ deed, to }, ref) {
    if (deed === 'cancel') this.#teller.cancel(ref)
    else if (deed === 'replace') this.#teller.replace(ref, to)
    else if (deed === 'ack' || deed === 'read' || deed === 'dismiss' || deed === 'act') {
      this.#here.do(deed, ref)
    }
  }

  /** @param {() => boolean} isTrue @param {string} else_ */
  async #until(isTrue, else_) {
    if (!(await this.#watch.until(isTrue, PATIENCE_MS))) throw new Error(else_)
  }
}

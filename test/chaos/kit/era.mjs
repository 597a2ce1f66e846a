// One stretch of a run: a fresh folder, a crowd, a fault that strikes so many times, and then a healthy hub that has to
// give everything back.

import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Crowd } from '../clients/crowd.mjs'
import { Diary } from './diary.mjs'
import { HubProcess } from './hub.mjs'
import { endedAtLast } from './leftovers.mjs'
import { during } from './watch.mjs'

/** About as long as a publish takes, on a disk that is not the fastest. */
const SOON_MS = 8

const COMMANDED = 'notifications by the command line'

/** In the name of a history that the hub found damaged. */
const SET_ASIDE = '.corrupt-'

/** @typedef {Record<string, number>} Evidence what shows that the fault happened; a 0 makes the run void */

/** @typedef {{ folder: string, program: string, random: import('./random.mjs').Random, rounds: number,
 *   isLong?: boolean }} EraOptions */

export class Era {
  /** Where the hub is to be found now. */
  place = { port: 0, host: '127.0.0.1' }
  /** @type {Evidence} */
  evidence = {}
  #options
  #forget

  /**
   * @param {EraOptions} options
   * @param {readonly string[]} proofs what has to happen at least once in a run
   * @param {Partial<import('../clients/crowd.mjs').Load>} [load] what is unlike the usual
   */
  constructor(options, proofs, load) {
    const { folder, random } = options
    this.#options = options
    for (const what of [...proofs, COMMANDED]) this.evidence[what] = 0
    this.diaries = join(folder, 'diaries')
    mkdirSync(this.diaries, { recursive: true })
    this.dataDir = join(folder, 'data')
    /** The same, as it is to be seen from here. */
    this.seenDir = this.dataDir
    /** @type {import('../clients/by-command.mjs').CommandPlace} */
    this.command = {
      program: join(dirname(options.program), 'cli.js'),
      through: [],
      dataDir: this.dataDir,
    }
    this.faults = new Diary(join(this.diaries, 'faults.jsonl'))
    this.random = random
    this.crowd = new Crowd({
      folder: this.diaries,
      place: this.place,
      command: () => this.command,
      random: random.fork('crowd'),
      ...(load ? { load } : {}),
    })
    this.#forget = endedAtLast(() => this.end())
  }

  get rounds() {
    return this.#options.rounds
  }

  get folder() {
    return this.#options.folder
  }

  /**
   * @param {readonly string[]} [through] a command that runs it
   * @param {string} [dataDir]
   * @param {string} [host]
   */
  startHub(through, dataDir = this.dataDir, host = this.place.host) {
    const { program, folder } = this.#options
    const errors = join(folder, 'hub.log')
    return new HubProcess({ program, dataDir, errors, host, ...(through ? { through } : {}) })
  }

  /**
   * Waits until a hub listens, and tells the clients where.
   * @param {HubProcess} hub
   * @returns {Promise<boolean>}
   */
  async up(hub) {
    const port = await hub.listening
    if (port !== null) this.place.port = port
    return port !== null
  }

  /**
   * A hub that has no excuse: if it does not start, or not on the history that it had, that is written down as a
   * fault of its own.
   * @param {() => HubProcess} [start]
   * @returns {Promise<HubProcess | null>}
   */
  async healthyHub(start = () => this.startHub()) {
    const hub = start()
    if (!(await this.up(hub))) {
      this.faults.note('no-start', { code: await hub.stop() })
      return null
    }
    if (!readdirSync(this.seenDir).some((name) => name.includes(SET_ASIDE))) return hub
    this.faults.note('damaged')
    await hub.kill()
    return null
  }

  /**
   * Any moment; a share of them soon after something was published, when most is under way.
   * @param {number} mostMs
   * @param {number} soon 0 to 1
   */
  async moment(mostMs, soon) {
    const { crowd, random } = this
    await during(random.between(0, mostMs))
    if (!random.chance(soon)) return
    const { published } = crowd
    await crowd.watch.until(() => crowd.published > published, mostMs)
    await during(random.between(0, SOON_MS))
  }

  /**
   * @param {string} what
   * @param {number} [count]
   */
  count(what, count = 1) {
    this.evidence[what] = (this.evidence[what] ?? 0) + count
  }

  /**
   * The end of everything: all that is open is settled on a healthy hub, and read back.
   * @param {() => HubProcess} [start]
   */
  async finish(start) {
    const hub = await this.healthyHub(start)
    if (hub) await this.crowd.finish()
    this.end()
    await hub?.stop()
  }

  end() {
    this.#forget()
    this.count('notifications', this.crowd.published)
    this.count(COMMANDED, this.crowd.commanded)
    this.crowd.end()
    this.faults.close()
  }
}

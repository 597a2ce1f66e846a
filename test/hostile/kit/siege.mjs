// A hub under siege: the real one as a process, with a paired device that notices what others do to it.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { connectOwner } from '../../../bench/kit/owner.mjs'
import { quantile } from '../../../bench/kit/stats.mjs'
import { HubProcess } from '../../chaos/kit/hub.mjs'
import { frameOf } from './frame.mjs'
import { Network } from './network.mjs'

const PROGRAM = resolve('out/main/headless.js')
/** Not the system's folder for such: that may lie in memory, where a sync costs nothing. */
const FOLDERS = resolve('test-results')
const EVERY_MS = 100

/**
 * @typedef {{ port: number, folder: string, owner: Pick<import('../../../bench/kit/owner.mjs').Owner, 'ask' | 'value'>,
 *   hub: HubProcess, complaints: () => string[] }} Siege `complaints`: what the hub said went wrong in it
 */

/** @typedef {{ counts: Record<string, number>, failures: string[] }} Found what happened, and what went wrong */

/**
 * Lets something happen to a hub of its own, and ends that one.
 * @param {{ through?: readonly string[], preload?: readonly string[], host?: string }} options
 * @param {(siege: Siege) => Promise<Found>} work
 * @returns {Promise<Found>}
 */
export async function besieged({ through = [], preload = [], host = '127.0.0.1' }, work) {
  mkdirSync(FOLDERS, { recursive: true })
  const folder = mkdtempSync(join(FOLDERS, 'hostile-'))
  const errors = join(folder, 'log')
  const hub = new HubProcess({ program: PROGRAM, dataDir: folder, errors, through, preload, host })
  try {
    const port = await hub.listening
    if (port === null) throw new Error(`The hub did not start: ${readFileSync(errors, 'utf8')}`)
    const owner = ownerOf(folder)
    const complaints = () =>
      readFileSync(errors, 'utf8')
        .split('\n')
        .filter((line) => /"level":(50|60)/.test(line))
    return await work({ port, folder, owner, hub, complaints })
  } finally {
    await hub.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The owner, who comes anew for each question: the hub keeps no line open for who says nothing.
 * @param {string} folder
 * @returns {Siege['owner']}
 */
function ownerOf(folder) {
  return {
    ask: async (command, input) => {
      const line = connectOwner(folder)
      return line.ask(command, input).finally(line.end)
    },
    value: async (command, input) => {
      const line = connectOwner(folder)
      return line.value(command, input).finally(line.end)
    },
  }
}

/**
 * The same to a hub on a network of its own, with strangers beside it.
 * @param {(siege: Siege, network: Network) => Promise<Found>} work
 * @returns {Promise<Found>}
 */
export async function inNetwork(work) {
  const network = new Network().make()
  try {
    const place = { through: network.onHub, host: '0.0.0.0' }
    return await besieged(place, (siege) => work(siege, network))
  } finally {
    network.end()
  }
}

/** A paired device that sends itself something ten times a second, and knows how long each took. */
export class Bystander {
  /** @type {number[]} ms */
  took = []
  /** @type {Map<string, number>} */
  #sent = new Map()
  /** @type {NodeJS.Timeout | undefined} */
  #timer
  #socket
  isOpen = true

  /**
   * @param {string} id
   * @param {WebSocket} socket
   */
  constructor(id, socket) {
    this.id = id
    this.#socket = socket
    socket.on('message', (data) => this.#receive(frameOf(data)))
    socket.on('close', () => (this.isOpen = false))
    socket.on('error', () => undefined)
  }

  /**
   * Paired by a code that the owner shows.
   * @param {Siege} siege
   * @param {string} id
   * @returns {Promise<Bystander>}
   */
  static async pair({ port, owner }, id) {
    const { code } = /** @type {{ code: string }} */ (await owner.value('pair', null))
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    await new Promise((done, fail) => socket.once('message', done).once('error', fail))
    const paired = new Promise((done, fail) =>
      socket.on('message', (data) => {
        const frame = frameOf(data)
        if (frame.token !== undefined) done(frame.token)
        if (frame.type === 'error') fail(new Error(JSON.stringify(frame)))
      }),
    )
    socket.send(JSON.stringify({ type: 'hello', id, pair: code, announce: false }))
    await paired
    return new Bystander(id, socket)
  }

  begin() {
    this.took = []
    this.#timer = setInterval(() => {
      const mark = String(this.#sent.size)
      this.#sent.set(mark, performance.now())
      this.#socket.send(JSON.stringify({ type: 'notify', to: [this.id], body: mark }))
    }, EVERY_MS)
  }

  /** @returns {{ p99: number, count: number, missing: number }} */
  end() {
    clearInterval(this.#timer)
    return {
      p99: quantile(this.took, 0.99),
      count: this.took.length,
      missing: this.#sent.size - this.took.length,
    }
  }

  leave() {
    this.#socket.terminate()
  }

  /** @param {import('./frame.mjs').Frame} frame */
  #receive({ type, body }) {
    const sentMs = this.#sent.get(body ?? '')
    if (type === 'event' && sentMs !== undefined) this.took.push(performance.now() - sentMs)
  }
}

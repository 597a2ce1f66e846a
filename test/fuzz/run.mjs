// `npm run test:fuzz`: a million odd frames and requests at the real hub. It must not end, must say of none of them
// that it failed at it, must not grow, and must serve somebody else all the while. A seed repeats what was sent.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { residentBytes } from '../../bench/kit/proc.mjs'
import { ensureBuilt } from '../../scripts/build.mjs'
import { stopOnSignals } from '../../scripts/setup/processes.mjs'
import { runMain, say, SetupError } from '../../scripts/setup/say.mjs'
import { HubProcess } from '../chaos/kit/hub.mjs'
import { Random } from '../chaos/kit/random.mjs'
import { frameOf } from '../hostile/kit/frame.mjs'
import { fire } from './barrage.mjs'

const HUB = resolve('out/main/headless.js')
const FOLDERS = resolve('test-results')
/** Preloaded into the hub, so that what it holds can be told from what it has not thrown away yet. */
const COLLECT = resolve('bench/kit/collect.mjs')
const COUNT = 1_000_000
const BIGGEST_SEED = 2 ** 31 - 1
/**
 * Before growth is counted: what a hub needs once, code that is compiled, pools of the C library for each thread and full
 * caches, it has by then. How much that was is printed, and what comes after the half has a bound of its own: what leaks
 * grows in it as before.
 */
const WARM_UP = 100_000
const MOST_GROWTH_MIB = 50
const MOST_LATE_GROWTH_MIB = 25
const STEP = 100_000
/** Until what was collected has been given back to the system. */
const COLLECTING_MS = 6_000

function wishes() {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, count: { type: 'string', default: String(COUNT) } },
  })
  const seed = values.seed === undefined ? Math.ceil(Math.random() * BIGGEST_SEED) : +values.seed
  if (!Number.isSafeInteger(seed)) throw new SetupError('--seed takes a whole number.')
  const count = +values.count
  if (!Number.isSafeInteger(count) || count < 1)
    throw new SetupError('--count takes a whole number from 1.')
  return { seed, count }
}

async function main() {
  const { seed, count } = wishes()
  await ensureBuilt()
  mkdirSync(FOLDERS, { recursive: true })
  const folder = mkdtempSync(join(FOLDERS, 'fuzz-'))
  say(
    `${count.toLocaleString('en')} frames and requests; to repeat them: npm run test:fuzz -- --seed ${seed}`,
  )
  const errors = join(folder, 'log')
  const hub = new HubProcess({ program: HUB, dataDir: folder, errors, preload: [COLLECT] })
  const port = await hub.listening
  if (port === null) throw new SetupError(`The hub did not start; its log is ${errors}.`)
  const failures = await besiege({ hub, port, seed, count, errors })
  for (const failure of failures) console.log(`FAILED: ${failure}`)
  console.log(
    `fuzz: ${failures.length === 0 ? 'held' : `failed with seed ${seed}; its folder is ${folder}`}`,
  )
  if (failures.length === 0) rmSync(folder, { recursive: true, force: true })
  return failures.length === 0 ? 0 : 1
}

/**
 * @param {{ hub: HubProcess, port: number, seed: number, count: number, errors: string }} siege
 * @returns {Promise<string[]>} what went wrong
 */
async function besiege({ hub, port, seed, count, errors }) {
  const random = new Random(seed)
  const bystander = await Bystander.open(port)
  const held = [await heldMib(hub)]
  const shots = () => ({ port, canEncrypt: true, onProgress: progress(hub) })
  await fire({ ...shots(), count: WARM_UP, random: random.fork('warm-up') })
  held.push(await heldMib(hub))
  const startMs = performance.now()
  const tallies = []
  for (const half of [Math.ceil(count / 2), Math.floor(count / 2)]) {
    tallies.push(
      await fire({ ...shots(), count: half, random: random.fork(`siege ${tallies.length}`) }),
    )
    held.push(await heldMib(hub))
  }
  const tally = together(tallies)
  const seconds = (performance.now() - startMs) / 1_000
  const isServed = await bystander.isServed()
  bystander.end()
  const isAlive = hub.isRunning
  const [fresh = NaN, warm = NaN, half = NaN, last = NaN] = held
  const code = await hub.stop()
  const said = readFileSync(errors, 'utf8')
    .split('\n')
    .filter((line) => /"level":"?(error|fatal|50|60)/.test(line))
  console.log(
    `${tally.frames} frames and ${tally.requests} requests over ${tally.sockets} sockets in ${seconds.toFixed(0)} s`,
  )
  console.log(
    `answers: ${[...tally.answers]
      .sort()
      .map(([name, times]) => `${name} ${times}`)
      .join(', ')}`,
  )
  console.log(
    `held: ${held.map((mib) => mib.toFixed(1)).join(', ')} MiB: fresh, after ${WARM_UP.toLocaleString('en')} to warm up, after a half and at the end`,
  )
  console.log(
    `growth: ${(last - warm).toFixed(1)} MiB, ${(last - half).toFixed(1)} of it in the second half, ${(warm - fresh).toFixed(1)} before; longest wait of somebody else: ${bystander.longestMs.toFixed(0)} ms`,
  )
  return [
    ...(isAlive ? [] : ['the hub ended']),
    ...(isServed ? [] : ['somebody else was not served']),
    ...(code === 0 ? [] : [`the hub stopped with ${code}`]),
    ...(last - warm <= MOST_GROWTH_MIB ? [] : [`the hub grew by ${(last - warm).toFixed(1)} MiB`]),
    ...(last - half <= MOST_LATE_GROWTH_MIB
      ? []
      : [`the hub grew by ${(last - half).toFixed(1)} MiB in the second half`]),
    ...said.slice(0, 3).map((line) => `the hub said: ${line}`),
  ]
}

/** @typedef {import('./barrage.mjs').Tally} Tally */

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
function together(tallies) {
  /** @type {Tally} */
  const all = { sockets: 0, frames: 0, requests: 0, answers: new Map() }
  for (const { sockets, frames, requests, answers } of tallies) {
    all.sockets += sockets
    all.frames += frames
    all.requests += requests
    for (const [name, times] of answers) all.answers.set(name, (all.answers.get(name) ?? 0) + times)
  }
  return all
}

/**
 * @param {HubProcess} hub
 * @returns {Promise<number>} NaN when it has ended
 */
async function heldMib(hub) {
  if (!hub.isRunning) return NaN
  process.kill(hub.pid, 'SIGUSR2')
  await new Promise((done) => setTimeout(done, COLLECTING_MS))
  return residentBytes(hub.pid) / 2 ** 20
}

/** @param {HubProcess} hub */
function progress(hub) {
  let next = STEP
  return (/** @type {number} */ sent) => {
    if (sent < next) return
    const mib = residentBytes(hub.pid) / 2 ** 20
    say(`${sent.toLocaleString('en')} sent, the hub has ${mib.toFixed(0)} MiB`)
    next += STEP
  }
}

/** Somebody who has nothing to do with it, and asks once a second whether the hub is there. */
class Bystander {
  longestMs = 0
  #socket
  #timer
  /** @type {Map<string, () => void>} */
  #waiting = new Map()

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const { type, ref } = frameOf(data)
      if (type === 'pong') this.#waiting.get(ref ?? '')?.()
    })
    socket.on('error', () => undefined)
    this.#timer = setInterval(() => void this.#ask(), 1_000)
  }

  /**
   * @param {number} port
   * @returns {Promise<Bystander>}
   */
  static open(port) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.once('open', () => resolve(new Bystander(socket)))
    })
  }

  /** @returns {Promise<boolean>} */
  isServed() {
    if (this.#socket.readyState !== WebSocket.OPEN) return Promise.resolve(false)
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, false))
    return /** @type {Promise<boolean>} */ (Promise.race([this.#ask(), late]))
  }

  end() {
    clearInterval(this.#timer)
    this.#socket.terminate()
  }

  /** @returns {Promise<boolean>} */
  #ask() {
    const ref = String(performance.now())
    const sentMs = performance.now()
    return new Promise((resolve) => {
      this.#waiting.set(ref, () => {
        this.#waiting.delete(ref)
        this.longestMs = Math.max(this.longestMs, performance.now() - sentMs)
        resolve(true)
      })
      this.#socket.send(JSON.stringify({ type: 'ping', ref }))
    })
  }
}

stopOnSignals()
await runMain(main)

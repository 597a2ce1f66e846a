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
/** Before growth is counted: what a hub needs once, code and pools and a full cache, it has by then. */
const WARM_UP = 100_000
const MOST_GROWTH_MIB = 50
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
  // Else the C library keeps a pool of freed memory for each thread, which grows and shrinks by chance.
  process.env.MALLOC_ARENA_MAX ??= '1'
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
  await fire({ port, count: WARM_UP, random: random.fork('warm-up'), canEncrypt: true })
  const before = await heldMib(hub)
  const startMs = performance.now()
  const tally = await fire({
    port,
    count,
    random: random.fork('siege'),
    canEncrypt: true,
    onProgress: progress(hub),
  })
  const seconds = (performance.now() - startMs) / 1_000
  const isServed = await bystander.isServed()
  bystander.end()
  const isAlive = hub.isRunning
  const growth = isAlive ? (await heldMib(hub)) - before : NaN
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
    `growth: ${growth.toFixed(1)} MiB; longest wait of somebody else: ${bystander.longestMs.toFixed(0)} ms`,
  )
  return [
    ...(isAlive ? [] : ['the hub ended']),
    ...(isServed ? [] : ['somebody else was not served']),
    ...(code === 0 ? [] : [`the hub stopped with ${code}`]),
    ...(growth <= MOST_GROWTH_MIB ? [] : [`the hub grew by ${growth.toFixed(1)} MiB`]),
    ...said.slice(0, 3).map((line) => `the hub said: ${line}`),
  ]
}

/** @param {HubProcess} hub */
async function heldMib(hub) {
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

// Thousands of connections that are slow in six ways: all of them are closed in time, and nobody else notices.

import { WebSocket } from 'ws'
import { descriptorLimit } from '../../../bench/kit/proc.mjs'
import { start } from '../kit/lines.mjs'
import { besieged, Bystander } from '../kit/siege.mjs'

const SOCKETS = 5_000
/** What the hub opens besides. */
const OTHER_DESCRIPTORS = 1_200
const FLOOD_MS = 60_000
const MOST_P99_MS = 1_000
const NEW_DEVICE_MS = 1_000
const NEW_DEVICES = 20
const NEXT_DEVICE_MS = 250
/** From addresses of their own, and from the one that most of the flood comes from. */
const FROM = [(/** @type {number} */ n) => `127.2.0.${n + 1}`, () => '127.0.0.1']

export const slow = {
  name: 'slow',
  says: 'S-30 5,000 sockets that are slow in six ways, opened over 2.5 s',
  run: () => besieged({}, (siege) => attack(siege, 2_500)),
}

export const sudden = {
  name: 'sudden',
  says: 'S-30 the same, all at once',
  run: () => besieged({}, (siege) => attack(siege, 0)),
}

/**
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {number} spreadMs
 */
async function attack(siege, spreadMs) {
  const size = Math.min(SOCKETS, descriptorLimit() - OTHER_DESCRIPTORS)
  const bystander = await Bystander.pair(siege, 'bystander')
  const script = ['test/hostile/kit/flood.mjs', siege.port, size, spreadMs].map(String)
  const flood = start([process.execPath, ...script])
  await flood.next(FLOOD_MS)
  bystander.begin()
  const newcomers = await Promise.all(FROM.map((from) => newDevices(siege.port, from)))
  const told = await flood.next(FLOOD_MS)
  const { p99, count, missing } = bystander.end()
  bystander.leave()
  await flood.end()
  /** @type {{ mode: string, ms: number | null }[]} */
  const ends = JSON.parse(told ?? '[]')
  const rest = ends.filter(({ mode }) => mode !== 'a guest, then silence')
  const left = rest.filter(({ ms }) => ms === null)
  const [elsewhere = 0, beside = 0] = newcomers.map((took) => Math.max(...took))
  return {
    counts: {
      sockets: ends.length,
      'closed in time': rest.length - left.length,
      'of guests still open': ends.filter(({ ms }) => ms === null).length - left.length,
      'ms until the last was closed': Math.round(Math.max(...rest.map(({ ms }) => ms ?? Infinity))),
      'messages of a paired device': count,
      'ms of them, p99': Math.round(p99),
      'ms of the slowest new device': Math.round(elsewhere),
      "ms of the slowest from the flood's address": Math.round(beside),
    },
    failures: [
      ...(ends.length === SOCKETS ? [] : [`only ${ends.length} sockets were opened`]),
      ...(left.length === 0 ? [] : [`${left.length} were open for too long: ${modesOf(left)}`]),
      ...(p99 < MOST_P99_MS && missing <= 10
        ? []
        : [`a paired device waited ${p99.toFixed(0)} ms, ${missing} missing`]),
      ...[elsewhere, beside]
        .filter((ms) => ms >= NEW_DEVICE_MS)
        .map((ms) => `a new device took ${ms.toFixed(0)} ms`),
      ...siege.complaints(),
    ],
  }
}

/** @param {readonly { mode: string }[]} ends */
function modesOf(ends) {
  return [...new Set(ends.map(({ mode }) => mode))].join(', ')
}

/**
 * One after the other while the others are there: how long each took until it was welcome.
 * @param {number} port
 * @param {(n: number) => string} from
 * @returns {Promise<number[]>} ms
 */
async function newDevices(port, from) {
  const took = []
  for (let n = 0; n < NEW_DEVICES; n++) {
    const startMs = performance.now()
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { localAddress: from(n) })
    const isWelcome = await new Promise((done) =>
      socket.once('message', () => done(true)).once('error', () => done(false)),
    )
    took.push(isWelcome ? performance.now() - startMs : Infinity)
    socket.terminate()
    await new Promise((done) => setTimeout(done, NEXT_DEVICE_MS))
  }
  return took
}

// Frames that lie about their length, messages in a million pieces and JSON that is all brackets: the hub takes no memory for them,
// and nobody else waits.

import { once } from 'node:events'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { residentBytes } from '../../../bench/kit/proc.mjs'
import { upgradeRequest } from '../../fuzz/requests.mjs'
import { besieged, Bystander } from '../kit/siege.mjs'

const COLLECT = resolve('bench/kit/collect.mjs')
/** What connections left behind goes in several rounds: they close, their objects go, their memory is given back. */
const ROUNDS = 5
const ROUND_MS = 3_000
const LIES = 1_000
const FRAGMENTS = 1_000_000
/** The 65th ends the connection. */
const OF_ONE = 65
const AT_ONCE = 50
const BOMBS = 200
const BOMB_BYTES = 250_000
const MOST_MIB = 5
const MOST_MIB_OF_FRAGMENTS = 20
const MOST_P99_MS = 1_000
const MASK = [0, 0, 0, 0]
const OPEN = upgradeRequest(null)

export const lies = {
  name: 'lies',
  says: 'S-31 S-32 S-36 lengths that lie, a million fragments, brackets',
  run: () => besieged({ preload: [COLLECT] }, attack),
}

/**
 * A frame's header that says so many bytes follow, of which none do.
 * @param {bigint} length
 */
function liar(length) {
  const bytes = Buffer.alloc(14)
  bytes.set([0x82, 0xff])
  bytes.writeBigUInt64BE(length, 2)
  return bytes
}

const LENGTHS = [2n ** 20n + 1n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n].map(liar)

/** @param {boolean} isEmpty */
function fragments(isEmpty) {
  const next = isEmpty ? [0x00, 0x80, ...MASK] : [0x00, 0x81, ...MASK, 0x61]
  const first = [0x01, 0x81, ...MASK, 0x61]
  return Buffer.from([...first, ...Array.from({ length: OF_ONE - 1 }, () => next).flat()])
}

const PIECES = [fragments(false), fragments(true)]

function bomb() {
  const header = Buffer.alloc(14)
  header.set([0x81, 0xff])
  header.writeBigUInt64BE(BigInt(BOMB_BYTES), 2)
  return Buffer.concat([header, Buffer.from('{"type":"notify","data":'.padEnd(BOMB_BYTES, '['))])
}

const BOMB = bomb()

/** @param {import('../kit/siege.mjs').Siege} siege */
async function attack(siege) {
  const bystander = await Bystander.pair(siege, 'bystander')
  bystander.begin()
  // What a hub takes once for so many connections is no growth: code, pools of the C library, a heap that suits them.
  const sockets = Math.ceil(FRAGMENTS / OF_ONE)
  const warmUp = await all(siege.port, sockets, (n) => PIECES[n % PIECES.length], 0x03f0)
  const before = await heldMib(siege)
  const refused = await all(siege.port, LIES, (n) => LENGTHS[n % LENGTHS.length], 0x03f1)
  const afterLies = await heldMib(siege)
  const cut = await all(siege.port, sockets, (n) => PIECES[n % PIECES.length], 0x03f0)
  const last = await heldMib(siege)
  await all(siege.port, BOMBS, () => BOMB, null)
  const { p99, count } = bystander.end()
  bystander.leave()
  return {
    counts: {
      'frames that lie': refused,
      'fragments, once more': warmUp * OF_ONE,
      fragments: cut * OF_ONE,
      'MiB of growth by lies': Math.round(10 * (afterLies - before)) / 10,
      'by fragments': Math.round(10 * (last - afterLies)) / 10,
      'texts of brackets': BOMBS,
      'messages of a paired device': count,
      'ms of them, p99': Math.round(p99),
    },
    failures: [
      ...(refused === LIES ? [] : [`${LIES - refused} lies were not closed with 1009`]),
      ...(cut === sockets
        ? []
        : [`${sockets - cut} were not closed with 1008 for their fragments`]),
      ...(afterLies - before < MOST_MIB ? [] : ['lies took memory']),
      ...(last - afterLies < MOST_MIB_OF_FRAGMENTS ? [] : ['fragments took memory']),
      ...(p99 < MOST_P99_MS ? [] : [`a paired device waited ${p99.toFixed(0)} ms`]),
      ...siege.complaints(),
    ],
  }
}

/**
 * So many connections, each of which says one thing; answers how many were closed with this code.
 * @param {number} port
 * @param {number} count
 * @param {(n: number) => Buffer | undefined} what
 * @param {number | null} code null: each is ended here once it is answered
 */
async function all(port, count, what, code) {
  let next = 0
  let right = 0
  const worker = async () => {
    for (let n = next++; n < count; n = next++) if (await one(port, what(n), code)) right++
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return right
}

/**
 * @param {number} port
 * @param {Buffer} [bytes]
 * @param {number | null} [code]
 */
async function one(port, bytes = Buffer.alloc(0), code = null) {
  const socket = connect(port, '127.0.0.1')
  let said = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (/** @type {Buffer} */ chunk) => {
    said = Buffer.concat([said, chunk])
    if (code === null && said.includes('"code"')) socket.destroy()
    // Its own close, for the other side waits for one.
    if (said.includes(Buffer.from([0x88, 0x02]))) socket.end()
  })
  socket.write(Buffer.concat([OPEN, bytes]))
  await once(socket, 'close')
  const at = said.lastIndexOf(Buffer.from([0x88]))
  return code !== null && at >= 0 && said.readUInt16BE(at + 2) === code
}

/** @param {import('../kit/siege.mjs').Siege} siege */
async function heldMib({ hub }) {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    process.kill(hub.pid, 'SIGUSR2')
    await new Promise((done) => setTimeout(done, ROUND_MS))
    least = Math.min(least, residentBytes(hub.pid) / 2 ** 20)
  }
  return least
}

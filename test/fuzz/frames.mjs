// Frames of clients, well made around contents that are not, and frames that are broken themselves.

import { mutateBytes, mutateJson } from './mutate.mjs'

/** @typedef {import('../chaos/kit/random.mjs').Random} Random */

const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0'
/**
 * One of each command, as docs/protocol.md has them.
 * @type {Record<string, unknown>[]}
 */
const COMMANDS = [
  { type: 'hello', id: 'fuzz', name: 'Fuzz', kind: 'script', announce: false, ack: 'auto' },
  {
    type: 'notify',
    to: ['hub', 'nobody'],
    title: 'T',
    body: 'B',
    format: 'markdown',
    priority: 4,
    ref: 'r',
  },
  {
    type: 'notify',
    body: 'B',
    tags: ['a'],
    click: 'https://a.test/',
    progress: 0.5,
    data: { a: 1 },
    ttl: 60,
  },
  {
    type: 'notify',
    to: ['#a'],
    body: 'B',
    actions: [{ id: 'a', label: 'A', reply: true }],
    replace: 'k',
  },
  {
    type: 'notify',
    body: 'B',
    receipts: true,
    until: 'read',
    repeat: 30,
    then: [{ after: 60, to: ['fuzz'] }],
  },
  { type: 'notify', body: 'B', at: '2026-12-31T00:00:00.000Z', re: ID },
  { type: 'ack', ids: [ID, ID], ref: 'r' },
  { type: 'read', id: ID },
  { type: 'dismiss', ids: [ID] },
  { type: 'act', id: ID, action: 'a', text: 'yes' },
  { type: 'cancel', id: ID },
  { type: 'subscribe', topics: ['a', 'b'] },
  { type: 'unsubscribe', topics: ['a'] },
  { type: 'devices', ref: 'd' },
  { type: 'ping', ref: 'p' },
]
/**
 * What ends a connection, or its patience; what stands behind it is not read.
 * @type {Record<string, unknown>[]}
 */
const ENDINGS = [
  { type: 'hello', id: 'fuzz', token: 'x'.repeat(43) },
  { type: 'hello', id: 'fuzz', pair: '123456' },
]
const [TEXT, BINARY, CLOSE, PING, PONG] = [1, 2, 8, 9, 10]
const FIN = 0x80
const MASKED = 0x80
const MOST_FRAGMENTS = 5

/**
 * One message in one or more frames; what it says is wrong more often than not.
 * @param {Random} random
 * @param {string} name who says it, in the place of `fuzz`
 */
export function oddMessage(random, name) {
  if (random.chance(0.05)) return frame(random, random.pick([PING, PONG]), noise(random, 125))
  if (random.chance(0.03)) return frame(random, BINARY, noise(random, 300))
  const commands = random.chance(0.01) ? ENDINGS : COMMANDS
  const text = random.chance(0.1)
    ? Buffer.from(noise(random, 1_000).toString('latin1'))
    : Buffer.from(mutateJson(random, random.pick(commands)).replaceAll('fuzz', name))
  return random.chance(0.2) ? fragmented(random, text) : frame(random, TEXT, text)
}

/**
 * A frame that is broken in its own bytes.
 * @param {Random} random
 */
export function brokenFrame(random) {
  const whole = frame(random, random.between(0, 15), noise(random, 200))
  const broken = mutateBytes(random, whole)
  if (random.chance(0.5)) broken[0] = random.between(0, 255)
  return broken
}

/**
 * A question whose answer shows that everything before it was dealt with.
 * @param {Random} random
 * @param {string} ref
 */
export function question(random, ref) {
  return frame(random, TEXT, Buffer.from(JSON.stringify({ type: 'ping', ref })))
}

/** @param {Random} random */
export function goodbye(random) {
  return frame(random, CLOSE, Buffer.from([0x03, 0xe8]))
}

/**
 * @param {Random} random
 * @param {Buffer} payload
 */
function fragmented(random, payload) {
  const count = random.between(2, MOST_FRAGMENTS)
  const size = Math.ceil(payload.length / count)
  const pieces = Array.from({ length: count }, (_, n) => payload.subarray(n * size, (n + 1) * size))
  return Buffer.concat(
    pieces.map((piece, n) => {
      const part = frame(random, n === 0 ? TEXT : 0, piece, n === count - 1)
      return random.chance(0.1) ? Buffer.concat([part, frame(random, PING, Buffer.alloc(0))]) : part
    }),
  )
}

/**
 * @param {Random} random
 * @param {number} opcode
 * @param {Buffer} payload
 * @param {boolean} [isLast]
 */
function frame(random, opcode, payload, isLast = true) {
  const mask = Buffer.from([0, 1, 2, 3].map(() => random.between(0, 255)))
  const masked = Buffer.from(payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)))
  const first = (isLast ? FIN : 0) | opcode
  return Buffer.concat([Buffer.from([first, ...lengthOf(payload.length)]), mask, masked])
}

/** @param {number} length */
function lengthOf(length) {
  if (length < 126) return [MASKED | length]
  if (length < 65_536) return [MASKED | 126, length >> 8, length & 255]
  return [MASKED | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255)]
}

/**
 * @param {Random} random
 * @param {number} most
 */
function noise(random, most) {
  return Buffer.from(Array.from({ length: random.between(0, most) }, () => random.between(0, 255)))
}

// Makes of something valid what is nearly so: bytes, JSON and header fields with a few things wrong. Pure but for
// chance, which the caller brings.

/** @typedef {import('../chaos/kit/random.mjs').Random} Random */

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'type', 'to', 'id', 'ref', '']
/** @type {readonly unknown[]} */
const VALUES = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e308,
    -0,
    2 ** 53,
    '',
    '*',
    '#a',
    '!a',
    'hub',
    'HUB',
    '__proto__',
  ],
  ...[
    '\u0000',
    '\u202e',
    '\ud800',
    'é',
    '😀',
    'x'.repeat(300),
    'x'.repeat(5_000),
    'javascript:alert(1)',
  ],
  ...[
    '2026-11-30T12:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '01JABCDEFGHJKMNPQRSTVWXYZ0',
    '${7*7}',
  ],
  ...[[], {}, [[]], [null], { a: { b: {} } }, Array.from({ length: 1_200 }, () => 'a')],
]
const BYTES = [0x00, 0x01, 0x0a, 0x0d, 0x20, 0x22, 0x5c, 0x7b, 0x7f, 0x80, 0xc0, 0xed, 0xff]
const LONGEST_RUN = 40
const DEEPEST = 30

/**
 * A few bytes are changed, added or missing.
 * @param {Random} random
 * @param {Uint8Array} bytes
 * @returns {Buffer}
 */
export function mutateBytes(random, bytes) {
  /** @type {Buffer} */
  let mutated = Buffer.from(bytes)
  for (let times = random.between(1, 4); times > 0; times--) mutated = mutateOnce(random, mutated)
  return mutated
}

/**
 * @param {Random} random
 * @param {Buffer} bytes
 * @returns {Buffer}
 */
function mutateOnce(random, bytes) {
  const at = random.between(0, bytes.length)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const run = random.between(1, LONGEST_RUN)
  switch (random.between(0, 5)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.pick(BYTES)]), after.subarray(1)])
    case 1:
      return Buffer.concat([
        before,
        Buffer.from([(after[0] ?? 0) ^ (1 << random.between(0, 7))]),
        after.subarray(1),
      ])
    case 2:
      return Buffer.concat([before, after.subarray(run)])
    case 3:
      return Buffer.concat([before, after.subarray(0, run), after])
    case 4:
      return Buffer.concat([before, Buffer.alloc(run, random.pick(BYTES)), after])
    default:
      return Buffer.from(before)
  }
}

/**
 * JSON text whose fields are wrong here and there, and that sometimes is no JSON any more.
 * @param {Random} random
 * @param {Readonly<Record<string, unknown>>} value
 * @returns {string}
 */
export function mutateJson(random, value) {
  const entries = Object.entries(value)
  for (let times = random.between(0, 3); times > 0; times--) mutateEntries(random, entries)
  const text = textOf(entries)
  return random.chance(0.2) ? mutateBytes(random, Buffer.from(text)).toString('latin1') : text
}

/**
 * @param {Random} random
 * @param {[string, unknown][]} entries
 */
function mutateEntries(random, entries) {
  const at = random.between(0, entries.length)
  const key = entries[at]?.[0] ?? random.pick(KEYS)
  switch (random.between(0, 4)) {
    case 0:
      entries.splice(at, 1)
      break
    case 1:
      entries.splice(at, 0, [random.pick(KEYS), random.pick(VALUES)])
      break
    case 2:
      entries.splice(at, 1, [key, nested(random)])
      break
    default:
      entries.splice(at, 1, [key, random.pick(VALUES)])
  }
}

/**
 * Written out, since an object cannot hold a key twice, nor `__proto__` by assignment.
 * @param {[string, unknown][]} entries
 */
function textOf(entries) {
  const fields = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  return `{${fields.join(',')}}`
}

/** @param {Random} random */
function nested(random) {
  /** @type {unknown} */
  let value = random.pick(VALUES)
  for (let depth = random.between(1, DEEPEST); depth > 0; depth--)
    value = random.chance(0.5) ? [value] : { [random.pick(KEYS)]: value }
  return value
}

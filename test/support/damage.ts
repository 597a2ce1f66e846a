// Ways to damage the files of a history, drawn from a seed, and what of it is still whole afterwards.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGE = 4_096

/** Numbers from 0 to below `limit`; the same seed gives the same ones (mulberry32). */
export type Draw = (limit: number) => number

export function drawsOf(seed: number): Draw {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
}

type Damage = (bytes: Buffer, draw: Draw) => Buffer

/** What may happen to one file. */
const DAMAGES: readonly (readonly [name: string, damage: Damage])[] = [
  ['a flipped bit', flipped],
  ['a flipped bit', flipped],
  ['a zeroed page', (bytes, draw) => overwritten(bytes, draw, () => 0)],
  ['a page of noise', (bytes, draw) => overwritten(bytes, draw, () => draw(256))],
  [
    'a broken first page',
    (bytes, draw) =>
      overwritten(
        bytes,
        () => 0,
        () => draw(256),
      ),
  ],
  ['a cut', (bytes, draw) => bytes.subarray(0, draw(bytes.length))],
  ['an empty file', (bytes) => bytes.subarray(0, 0)],
]

/** Damages the files of a folder; answers in words how. */
export function damage(dataDir: string, draw: Draw): string {
  const database = join(dataDir, 'history.db')
  const wal = `${database}-wal`
  const hasLog = existsSync(wal)
  if (hasLog && draw(8) === 0) {
    rmSync(wal)
    return 'a deleted log'
  }
  const path = hasLog && draw(3) === 0 ? wal : database
  const [name, change] = DAMAGES[draw(DAMAGES.length)] ?? ['nothing', (bytes: Buffer) => bytes]
  writeFileSync(path, change(readFileSync(path), draw))
  return `${name} in the ${path === wal ? 'log' : 'file'}`
}

/** Flips `count` bits, cuts nothing. */
function flipped(bytes: Buffer, draw: Draw): Buffer {
  const at = draw(bytes.length)
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << draw(8)), at)
  return bytes
}

function overwritten(bytes: Buffer, draw: Draw, byte: () => number): Buffer {
  const start = draw(Math.ceil(bytes.length / PAGE)) * PAGE
  for (let at = start; at < Math.min(start + PAGE, bytes.length); at++) bytes.writeUInt8(byte(), at)
  return bytes
}

/** Which of these texts still stand in the files, byte for byte. Each begins with a word of its own. */
export function stillThere(dataDir: string, texts: readonly string[]): Set<string> {
  const byStart = new Map(texts.map((text) => [startOf(text), text]))
  const there = new Set<string>()
  for (const name of ['history.db', 'history.db-wal']) {
    const path = join(dataDir, name)
    const file = existsSync(path) ? readFileSync(path).toString('latin1') : ''
    for (const { 0: start, index } of file.matchAll(/row\d+\./g)) {
      const text = byStart.get(start)
      if (text !== undefined && file.startsWith(text, index)) there.add(text)
    }
  }
  return there
}

function startOf(text: string): string {
  return text.slice(0, text.indexOf('.') + 1)
}

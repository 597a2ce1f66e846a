// Files that tests send, and where a hub keeps them.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client, Frame } from './client'
import type { TestHub } from './hub'

export const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010806000000' +
    '1f15c4890000000a49444154789c6300010000000500010d0a2db40000000049454e44ae426082',
  'hex',
)
const KIB = 1_024
export const MIB = KIB * KIB

/** So many bytes that are nothing in particular, the same for the same number. */
export function bytesOf(count: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(count)
  let state = seed * 2_654_435_761
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** Sends bytes in frames of this size. */
export function sendBytes(client: Client, bytes: Buffer, frame = 64 * KIB): void {
  for (let at = 0; at < bytes.length; at += frame) client.send(bytes.subarray(at, at + frame))
}

let announced = 0

/** Announces a file and sends it; what it is answered. */
export async function attach(
  client: Client,
  bytes: Buffer,
  fields: object = {},
  frame?: number,
): Promise<Frame> {
  const said = { ref: `file-${String(++announced)}`, name: 'a.bin', size: bytes.length, ...fields }
  client.send({ type: 'attach', ...said })
  sendBytes(client, bytes, frame)
  return client.next('attached', ({ ref }) => ref === said.ref)
}

/** The names in the store, sorted. */
export function stored({ dataDir }: Pick<TestHub, 'dataDir'>): string[] {
  return readdirSync(join(dataDir, 'attachments')).sort()
}

export function storedBytes({ dataDir }: Pick<TestHub, 'dataDir'>, id: unknown): Buffer {
  return readFileSync(join(dataDir, 'attachments', String(id)))
}

/** Resolves when this holds; a test that waits for ever runs into its time. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTurn()
}

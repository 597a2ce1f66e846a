// Whose memory is freed at once, once it is on the disk.

import { expect, test } from 'vitest'
import { Spent } from '../../../src/main/hub/attachments/spent'

/** Memory as newer engines have it, and how often it was freed. */
function memory(bytes: number) {
  const freed: number[] = []
  const transfer = (length: number) => void freed.push(length)
  return { buffer: Object.assign(new ArrayBuffer(bytes), { transfer }), freed }
}

test('a piece that is all of its memory is freed', () => {
  const [one, other] = [memory(65_536), memory(1)]
  new Spent().add([Buffer.from(one.buffer), Buffer.from(other.buffer)])
  expect([one.freed, other.freed]).toEqual([[0], [0]])
})

test('memory that others share stays', () => {
  const shared = memory(65_536)
  const parts = [Buffer.from(shared.buffer, 0, 65_535), Buffer.from(shared.buffer, 1)]
  new Spent().add(parts)
  expect(shared.freed).toEqual([])
})

// What the frame watch sees, whatever way the stream is cut.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameWatch } from '../../src/main/hub/listener/frame-watch'

type Frame = Readonly<{ opcode: number; isFinal: boolean; size: number }>

const MASK = [1, 2, 3, 4]

function encode({ opcode, isFinal, size }: Frame): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode
  const length =
    size < 126
      ? [size]
      : size < 65_536
        ? [126, size >> 8, size & 255]
        : [127, 0, 0, 0, 0, ...be32(size)]
  const [short = 0, ...extended] = length
  return Buffer.concat([
    Buffer.from([first, 0x80 | short, ...extended, ...MASK]),
    Buffer.alloc(size),
  ])
}

const be32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]
const text = (size: number, isFinal = true): Frame => ({ opcode: 1, isFinal, size })
const ping = (size = 0): Frame => ({ opcode: 9, isFinal: true, size })

function watch(...chunks: Uint8Array[]): FrameWatch {
  const frames = new FrameWatch()
  for (const chunk of chunks) frames.feed(chunk)
  return frames
}

describe('a message begun and not finished', () => {
  test.each([
    ['nothing', [], false],
    ['a whole message', [encode(text(5))], false],
    ['an empty message', [encode(text(0))], false],
    ['the first byte', [encode(text(5)).subarray(0, 1)], true],
    ['the header alone', [encode(text(5)).subarray(0, 6)], true],
    ['half the length', [encode(text(70_000)).subarray(0, 6)], true],
    ['all but the last byte', [encode(text(70_000)).subarray(0, -1)], true],
    ['a first fragment', [encode(text(5, false))], true],
    ['a fragment and a ping', [encode(text(5, false)), encode(ping(3))], true],
    [
      'all fragments',
      [encode(text(5, false)), encode({ opcode: 0, isFinal: true, size: 1 })],
      false,
    ],
    ['half a ping', [encode(ping(9)).subarray(0, 8)], true],
    ['a whole one and half another', [encode(text(5)), encode(text(5)).subarray(0, 3)], true],
  ])('%s', (_name, chunks, isUnfinished) => {
    expect(watch(...chunks).isUnfinished).toBe(isUnfinished)
  })
})

test('pings between fragments are no progress of the message', () => {
  const frames = watch(encode(text(5, false)))
  const before = frames.progress
  frames.feed(encode(ping(20)))
  expect(frames.progress).toBe(before)
  frames.feed(encode({ opcode: 0, isFinal: false, size: 1 }))
  expect(frames.progress).toBeGreaterThan(before)
})

test('a lie about the length stays an unfinished message', () => {
  const frames = watch(Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))
  frames.feed(Buffer.alloc(1_000_000))
  expect(frames.isUnfinished).toBe(true)
})

test('any cut of any stream gives the same', () => {
  const frame = fc.record({
    opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
    isFinal: fc.boolean(),
    size: fc.oneof(fc.nat(130), fc.nat(70_000)),
  })
  fc.assert(
    fc.property(
      fc.array(frame, { maxLength: 8 }),
      fc.array(fc.nat(300), { maxLength: 40 }),
      (list, cuts) => {
        const stream = Buffer.concat(list.map(encode))
        const cut = new FrameWatch()
        let offset = 0
        for (const size of cuts) {
          cut.feed(stream.subarray(offset, offset + size))
          offset = Math.min(stream.length, offset + size)
        }
        cut.feed(stream.subarray(offset))
        const last = list.filter(({ opcode }) => opcode < 8).at(-1)
        expect(cut.isUnfinished).toBe(last !== undefined && !last.isFinal)
        expect(cut.controls).toBe(list.filter(({ opcode }) => opcode >= 8).length)
      },
    ),
  )
})

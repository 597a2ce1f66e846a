// Our frames against those of `ws`: the same bytes, and readable by its receiver, at every length of header.

import type { EventEmitter } from 'node:events'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { jsonFrame, pingFrame, textFrame } from '../../../src/main/hub/connection/frames'

type Options = { fin: boolean; rsv1: boolean; opcode: number; mask: boolean; readOnly: boolean }
type Received = EventEmitter & { write: (bytes: Buffer) => void }

/** What `ws` has beside its typings. */
const { Sender, Receiver } = createRequire(import.meta.url)('ws') as {
  Sender: { frame: (data: Buffer, options: Options) => Buffer[] }
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Received
}

const LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 262_144]

function theirs(payload: Buffer, opcode: number): Buffer {
  const plain = { fin: true, rsv1: false, opcode, mask: false, readOnly: false }
  return Buffer.concat(Sender.frame(payload, plain))
}

async function read(frame: Buffer, event: 'message' | 'ping'): Promise<Buffer> {
  const receiver = new Receiver({ isServer: false, maxPayload: 0 })
  const came = once(receiver, event)
  // Byte by byte at first, so that no header may rely on coming in one piece.
  for (const byte of frame.subarray(0, 12)) receiver.write(Buffer.of(byte))
  receiver.write(frame.subarray(12))
  const [data] = (await came) as [Buffer]
  return data
}

describe('a text frame', () => {
  it.each(LENGTHS)('of %i bytes is the same as that of ws', async (length) => {
    const text = 'x'.repeat(length)
    expect(textFrame(text).equals(theirs(Buffer.from(text), 1))).toBe(true)
    expect((await read(textFrame(text), 'message')).toString()).toBe(text)
  })

  it.each(LENGTHS.slice(1))('counts bytes and not characters, at %i of them', async (length) => {
    const text = 'ü'.repeat(length)
    expect(textFrame(text).equals(theirs(Buffer.from(text), 1))).toBe(true)
    expect((await read(textFrame(text), 'message')).toString()).toBe(text)
  })

  it('carries JSON as it is', async () => {
    const frame = jsonFrame({ type: 'pong', ref: '🔔 "quoted"\n' })
    expect(JSON.parse((await read(frame, 'message')).toString())).toEqual({
      type: 'pong',
      ref: '🔔 "quoted"\n',
    })
  })
})

describe('a ping', () => {
  it.each([1, 9, 10, 4_294_967_296])('with the mark %i is the same as that of ws', async (mark) => {
    expect(pingFrame(mark).equals(theirs(Buffer.from(String(mark)), 9))).toBe(true)
    expect(Number((await read(pingFrame(mark), 'ping')).toString())).toBe(mark)
  })
})

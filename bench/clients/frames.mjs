// Frames of RFC 6455 as a client sees them: reads unmasked ones, writes masked ones.

import { randomFillSync } from 'node:crypto'

export const OPCODE = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa }

const SHORT = 125

/** @typedef {(opcode: number, buffer: Buffer, start: number, end: number) => void} OnFrame */

/** Cuts a stream into frames; the payload is lent, not copied. */
export class FrameReader {
  /** @param {OnFrame} onFrame */
  constructor(onFrame) {
    this.onFrame = onFrame
    /** @type {Buffer | null} the beginning of a frame whose end is still to come */
    this.rest = null
  }

  /** @param {Buffer} chunk */
  feed(chunk) {
    const buffer = this.rest ? Buffer.concat([this.rest, chunk]) : chunk
    let at = 0
    for (;;) {
      const start = at + headerBytes(buffer, at)
      const end = start + payloadBytes(buffer, at)
      if (!(end <= buffer.length)) break
      this.onFrame((buffer[at] ?? 0) & 0x0f, buffer, start, end)
      at = end
    }
    this.rest = at < buffer.length ? buffer.subarray(at) : null
  }
}

/**
 * @param {Buffer} buffer
 * @param {number} at where a frame begins
 */
function headerBytes(buffer, at) {
  const length = buffer[at + 1] ?? 0
  if (length <= SHORT) return 2
  return length === SHORT + 1 ? 4 : 10
}

/**
 * @param {Buffer} buffer
 * @param {number} at where a frame begins
 * @returns {number} NaN while that is not to be seen yet
 */
function payloadBytes(buffer, at) {
  if (buffer.length < at + headerBytes(buffer, at)) return NaN
  const length = buffer[at + 1] ?? NaN
  if (length <= SHORT || Number.isNaN(length)) return length
  return length === SHORT + 1 ? buffer.readUInt16BE(at + 2) : Number(buffer.readBigUInt64BE(at + 2))
}

/**
 * @param {number} opcode
 * @param {Buffer} payload
 */
export function maskedFrame(opcode, payload) {
  const { length } = payload
  const header = length <= SHORT ? 2 : 4
  const frame = Buffer.allocUnsafe(header + 4 + length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (header === 2 ? length : SHORT + 1)
  if (header === 4) frame.writeUInt16BE(length, 2)
  const mask = randomFillSync(frame, header, 4).subarray(header, header + 4)
  for (let at = 0; at < length; at++) {
    frame[header + 4 + at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0)
  }
  return frame
}

// Frames as bytes: header and payload in one buffer, made once and given to every socket that gets it.
// Server to client only: unmasked, unfragmented, uncompressed (RFC 6455 §5.2).

import type { HubFrame } from '../../../shared/protocol/frames'

const FIN = 0x80
const TEXT = 0x1
const PING = 0x9
const PONG = 0xa
const SHORT = 125
const MEDIUM = 0xffff

/** A text frame that carries this JSON. */
export function jsonFrame(frame: HubFrame): Buffer {
  return textFrame(JSON.stringify(frame))
}

/** A text frame with this payload. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(headerBytes(length) + length)
  const offset = writeHeader(frame, TEXT, length)
  frame.write(text, offset, 'utf8')
  return frame
}

/** A ping whose pong tells that everything written before it has arrived. */
export function pingFrame(mark: number): Buffer {
  return controlFrame(PING, Buffer.from(String(mark), 'latin1'))
}

/** A ping that only asks whether somebody is there: the pong to it confirms nothing. */
export const HEARTBEAT_PING = controlFrame(PING, Buffer.alloc(0))

/** The answer to a ping with this in it. */
export function pongFrame(payload: Buffer): Buffer {
  return controlFrame(PONG, payload)
}

/** The same with a ping behind it, as one piece, so that both cost one write. */
export function withPing(frame: Buffer, mark: number): Buffer {
  return Buffer.concat([frame, pingFrame(mark)])
}

function controlFrame(opcode: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([FIN | opcode, payload.length]), payload])
}

function headerBytes(length: number): number {
  if (length <= SHORT) return 2
  return length <= MEDIUM ? 4 : 10
}

function writeHeader(frame: Buffer, opcode: number, length: number): number {
  frame[0] = FIN | opcode
  if (length <= SHORT) {
    frame[1] = length
    return 2
  }
  if (length <= MEDIUM) {
    frame[1] = SHORT + 1
    return frame.writeUInt16BE(length, 2)
  }
  frame[1] = SHORT + 2
  return frame.writeBigUInt64BE(BigInt(length), 2)
}

// A WebSocket client that costs as little as possible, so that the servers are what is measured: no events, no
// copies, unfragmented text only. It answers pings, as every client does.

import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { FrameReader, maskedFrame, OPCODE } from './frames.mjs'

const PATIENCE_MS = 60_000

/**
 * Called with each text: where it stands in a buffer that is only lent.
 * @typedef {(buffer: Buffer, start: number, end: number) => void} OnText
 */

/** @typedef {{ send: (text: string) => void, end: () => void }} Client */

/**
 * Connects and shakes hands.
 * @param {number} port
 * @param {OnText} onText
 * @returns {Promise<Client>}
 */
export function connectTo(port, onText) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('It did not answer.'), PATIENCE_MS)
    /** @param {string} why */
    const fail = (why) => {
      clearTimeout(timer)
      socket.destroy()
      reject(new Error(`Port ${port}: ${why}`))
    }
    socket.once('error', (error) => fail(error.message))
    socket.once('connect', () => socket.write(request(port)))
    socket.once('data', (answer) => {
      const end = answer.indexOf('\r\n\r\n') + 4
      if (!answer.toString('latin1').startsWith('HTTP/1.1 101 ')) return fail('It refused.')
      clearTimeout(timer)
      follow(socket, answer.subarray(end), onText)
      resolve({
        send: (text) => socket.write(maskedFrame(OPCODE.text, Buffer.from(text))),
        end: () => socket.destroy(),
      })
    })
  })
}

/** @param {number} port */
function request(port) {
  const key = randomBytes(16).toString('base64')
  return `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`
}

/**
 * @param {import('node:net').Socket} socket
 * @param {Buffer} rest what came with the answer
 * @param {OnText} onText
 */
function follow(socket, rest, onText) {
  const reader = new FrameReader((opcode, buffer, start, end) => {
    if (opcode === OPCODE.text) onText(buffer, start, end)
    else if (opcode === OPCODE.ping) {
      socket.write(maskedFrame(OPCODE.pong, buffer.subarray(start, end)))
    } else if (opcode === OPCODE.close) throw new Error('The server closed a connection.')
  })
  socket.on('data', (chunk) => reader.feed(chunk))
  reader.feed(rest)
}

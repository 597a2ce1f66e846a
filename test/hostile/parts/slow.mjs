// Thousands of connections that are slow in six ways: all of them are closed in time, and nobody else notices.

import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { descriptorLimit } from '../../../bench/kit/proc.mjs'
import { besieged, Bystander } from '../kit/siege.mjs'

const SOCKETS = 5_000
/** What this process and the hub open besides. */
const OTHER_DESCRIPTORS = 1_200
const CLOSED_WITHIN_MS = 10_000
const MOST_P99_MS = 1_000
const NEW_DEVICE_MS = 1_000
const NEW_DEVICES = 10
const OPENED_AT_ONCE = 100
const EVERY_MS = 50
const NEXT_BYTE_MS = 4_000
/** Guests have a limit for each address, and this computer has many. */
const GUESTS_OF_ONE = 40
const CLIENT_HELLO = Buffer.from('160301020001000', 'hex')
const HEADER = 'GET /v1/health HTTP/1.1\r\nHost: loc'
const UPGRADE = [
  ...['GET / HTTP/1.1', 'Host: localhost', 'Origin: http://localhost:5500', 'Connection: Upgrade'],
  ...[
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ],
].join('\r\n')

/** @typedef {'silent' | 'one byte' | 'half a ClientHello' | 'half a header' | 'a byte every 4 s' | 'a guest, then silence'} Mode */

/** @type {readonly Mode[]} */
const MODES = [
  'silent',
  'one byte',
  'half a ClientHello',
  'half a header',
  'a byte every 4 s',
  'a guest, then silence',
]

export const slow = {
  name: 'slow',
  says: 'S-30 5,000 sockets that are slow in six ways',
  run: () => besieged({}, attack),
}

/** @param {import('../kit/siege.mjs').Siege} siege */
async function attack(siege) {
  const size = Math.min(SOCKETS, descriptorLimit() - OTHER_DESCRIPTORS)
  const bystander = await Bystander.pair(siege, 'bystander')
  bystander.begin()
  const opening = openAll(siege.port, size)
  const newcomers = await newDevices(siege.port)
  const opened = await opening
  const ends = await Promise.all(opened.map(({ ended }) => ended))
  const { p99, count, missing } = bystander.end()
  const lawful = ends.filter(({ mode }) => mode === 'a guest, then silence')
  const rest = ends.filter(({ mode }) => mode !== 'a guest, then silence')
  const left = rest.filter(({ ms }) => ms === null)
  bystander.leave()
  for (const { socket } of opened) socket.destroy()
  const longest = Math.max(...rest.map(({ ms }) => ms ?? Infinity))
  return {
    counts: {
      sockets: size,
      'closed in time': rest.length - left.length,
      'of guests still open': lawful.filter(({ ms }) => ms === null).length,
      'ms until the last was closed': Math.round(longest),
      'messages of a paired device': count,
      'ms of them, p99': Math.round(p99),
      'ms of the slowest new device': Math.round(Math.max(...newcomers)),
    },
    failures: [
      ...(size === SOCKETS ? [] : [`only ${size} sockets can be opened here`]),
      ...(left.length === 0
        ? []
        : [`${left.length} were still open after ${CLOSED_WITHIN_MS} ms: ${modesOf(left)}`]),
      ...(p99 < MOST_P99_MS && missing <= 10
        ? []
        : [`a paired device waited ${p99.toFixed(0)} ms, ${missing} missing`]),
      ...(Math.max(...newcomers) < NEW_DEVICE_MS
        ? []
        : [`a new device took ${Math.max(...newcomers).toFixed(0)} ms`]),
      ...siege.complaints(),
    ],
  }
}

/** @param {readonly { mode: Mode }[]} ends */
function modesOf(ends) {
  return [...new Set(ends.map(({ mode }) => mode))].join(', ')
}

/**
 * All within a few seconds, and not at once: the system's own queue of connections is not what is tried here.
 * @param {number} port
 * @param {number} size
 */
async function openAll(port, size) {
  const opened = []
  for (let n = 0; n < size; n++) {
    opened.push(open(port, n))
    if (n % OPENED_AT_ONCE === 0) await new Promise((done) => setTimeout(done, EVERY_MS))
  }
  return opened
}

/**
 * @param {number} port
 * @param {number} n
 */
function open(port, n) {
  const mode = /** @type {Mode} */ (MODES[n % MODES.length])
  const isGuest = mode === 'a guest, then silence'
  const from = isGuest
    ? { localAddress: `127.1.0.${1 + Math.floor(n / MODES.length / GUESTS_OF_ONE)}` }
    : {}
  const socket = connect({ port, host: '127.0.0.1', ...from })
  const ended = new Promise((resolve) => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer
    let openedMs = performance.now()
    const end = (/** @type {number | null} */ ms) => {
      clearTimeout(timer)
      resolve({ mode, ms })
    }
    socket.on('error', () => undefined)
    socket.once('close', () => end(performance.now() - openedMs))
    socket.once('connect', () => {
      openedMs = performance.now()
      timer = setTimeout(end, CLOSED_WITHIN_MS, null)
      speak(socket, mode)
    })
    socket.resume()
  })
  return { socket, ended: /** @type {Promise<{ mode: Mode, ms: number | null }>} */ (ended) }
}

/**
 * @param {import('node:net').Socket} socket
 * @param {Mode} mode
 */
function speak(socket, mode) {
  if (mode === 'one byte') socket.write('G')
  if (mode === 'half a ClientHello') socket.write(CLIENT_HELLO)
  if (mode === 'half a header') socket.write(HEADER)
  if (mode === 'a guest, then silence') socket.write(`${UPGRADE}\r\n\r\n`)
  if (mode !== 'a byte every 4 s') return
  let at = 0
  const next = () => {
    if (!socket.destroyed) socket.write(HEADER[at++] ?? 'x')
  }
  next()
  const timer = setInterval(next, NEXT_BYTE_MS)
  socket.once('close', () => clearInterval(timer))
}

/**
 * One after the other while the others are there, each from an address of its own as devices have one: how long each took
 * until it was welcome.
 * @param {number} port
 * @returns {Promise<number[]>} ms
 */
async function newDevices(port) {
  const took = []
  for (let n = 0; n < NEW_DEVICES; n++) {
    const startMs = performance.now()
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { localAddress: `127.2.0.${n + 1}` })
    await new Promise((done) => socket.once('message', done).once('error', done))
    took.push(performance.now() - startMs)
    socket.terminate()
    await new Promise((done) => setTimeout(done, 500))
  }
  return took
}

// Sockets that are slow in six ways. Arguments: the hub's port, how many, how many ms to open them over (0: all at once). Says
// on stdout how many it begins to open, and what became of them as JSON once the last is closed or was open for too long.

import { connect } from 'node:net'

const CLOSED_WITHIN_MS = 10_000
const PIECES_MS = 50
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

const [port = 0, size = 0, spreadMs = 0] = process.argv.slice(2).map(Number)
process.stdout.write(`${size}\n`)
const ends = await Promise.all((await openAll()).map(({ ended }) => ended))
process.stdout.write(`${JSON.stringify(ends)}\n`, () => process.exit(0))

async function openAll() {
  const opened = []
  const piece = spreadMs === 0 ? size : Math.ceil((size * PIECES_MS) / spreadMs)
  for (let n = 0; n < size; n++) {
    opened.push(open(n))
    if ((n + 1) % piece === 0 && n + 1 < size)
      await new Promise((done) => setTimeout(done, PIECES_MS))
  }
  return opened
}

/** @param {number} n */
function open(n) {
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

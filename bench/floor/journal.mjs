// The floor that syncs: a bare `ws` server that appends what comes to a file and answers when it is on disk.
// What arrives while a sync is under way shares the next one.

import { fsync, openSync, writeSync } from 'node:fs'
import { WebSocketServer } from 'ws'

const file = openSync(process.argv[2] ?? '', 'a', 0o600)
/** @type {import('ws').WebSocket[]} */
let waiting = []
let isBusy = false

function sync() {
  const answered = waiting
  waiting = []
  isBusy = answered.length > 0
  if (!isBusy) return
  fsync(file, (error) => {
    if (error) throw error
    for (const socket of answered) socket.send('{"type":"accepted"}')
    sync()
  })
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  console.log(JSON.stringify({ event: 'listening', ...Object(server.address()) }))
})
server.on('connection', (socket) => {
  socket.on('message', (/** @type {Buffer} */ data) => {
    const { type } = /** @type {{ type: string }} */ (JSON.parse(data.toString()))
    if (type === 'hello') return socket.send('{"type":"welcome"}')
    writeSync(file, `${data.toString()}\n`)
    if (waiting.push(socket) === 1 && !isBusy) setImmediate(sync)
  })
})

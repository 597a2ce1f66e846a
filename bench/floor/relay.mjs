// The floor: a bare `ws` server that sends to each receiver in turn. It stores nothing and knows nobody's rights.

import { WebSocketServer } from 'ws'

/** @typedef {{ type: string, id: string, to: string[] }} Said what clients of the bench say: hello, then notify */

/** @type {Map<string, import('ws').WebSocket>} */
const devices = new Map()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  console.log(JSON.stringify({ event: 'listening', ...Object(server.address()) }))
})
server.on('connection', (socket) => {
  let name = ''
  socket.on('message', (/** @type {Buffer} */ data) => {
    const said = /** @type {Said} */ (JSON.parse(data.toString()))
    if (said.type === 'hello') {
      devices.set((name = said.id), socket)
      return socket.send('{"type":"welcome"}')
    }
    const event = JSON.stringify({ ...said, type: 'event' })
    const names = said.to[0] === '*' ? devices.keys() : said.to
    for (const to of names) if (to !== name) devices.get(to)?.send(event)
    socket.send('{"type":"accepted"}')
  })
  socket.on('close', () => devices.delete(name))
})

// The floor of a return: a bare `ws` server that has the same few messages for everybody who says hello, in memory.

import { WebSocketServer } from 'ws'

const EACH = Number(process.argv[2])
const event = JSON.stringify({ type: 'event', id: 'waiting', body: '0'.padEnd(200, ' .') })

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  console.log(JSON.stringify({ event: 'listening', ...Object(server.address()) }))
})
server.on('connection', (socket) => {
  socket.on('message', () => {
    socket.send('{"type":"welcome"}')
    for (let sent = 0; sent < EACH; sent++) socket.send(event)
  })
})

// One device that connects. Arguments: the hub's address, its port, an address to come from. Says on stdout how many ms it
// took until it was greeted.

import { WebSocket } from 'ws'

const [host = '', port = '', localAddress = ''] = process.argv.slice(2)
const startMs = performance.now()
const socket = new WebSocket(`ws://${host}:${port}`, { localAddress })
socket.on('error', () => process.exit(1))
socket.once('message', () => {
  process.stdout.write(`${performance.now() - startMs}\n`)
  process.exit(0)
})

// Many sockets from the addresses given, none of which is ever silent for long. Arguments: the hub's address, its port,
// addresses to come from. Says on stdout how many are open, and talks on until it is ended.

import { WebSocket } from 'ws'

const OF_EACH = 40
const EVERY_MS = 300
const GATHERING_MS = 8_000

const [host = '', port = '', ...addresses] = process.argv.slice(2)
/** @type {Set<WebSocket>} */
const open = new Set()

for (const localAddress of addresses) for (let n = 0; n < OF_EACH; n++) come(localAddress)
setInterval(() => {
  for (const socket of open) socket.ping()
}, EVERY_MS)
setTimeout(() => process.stdout.write(`${open.size}\n`), GATHERING_MS)

/** @param {string} localAddress */
function come(localAddress) {
  const socket = new WebSocket(`ws://${host}:${port}`, { localAddress })
  socket.on('error', () => undefined)
  socket.on('open', () => open.add(socket))
  socket.on('close', () => open.delete(socket))
}

// The floor that encrypts: Node's own https server, with the key and the certificate of the hub beside it.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'

const folder = process.argv[2] ?? ''
const key = readFileSync(join(folder, 'hub.key'))
const cert = readFileSync(join(folder, 'hub.crt'))

const server = createServer({ key, cert }, (_request, response) => response.end('ok'))
server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 }, () => {
  console.log(JSON.stringify({ event: 'listening', ...Object(server.address()) }))
})

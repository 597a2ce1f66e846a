// A hostile website on the stranger's computer, as a process of its own: gives out its pages, and tells what they report.
// Arguments: the address, the port. On stdout one line of JSON for each report; `{"isReady":true}` first.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'

const PAGES = resolve('test/hostile/pages')
const [address = '', port = '0'] = process.argv.slice(2)

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://site')
  // Each answer is the last of its connection, so that who leaves is gone at once.
  response.setHeader('Connection', 'close')
  if (request.method === 'POST') return take(request, response, pathname)
  const name = /^\/(\w+)$/.exec(pathname)?.[1]
  if (name === undefined) return void response.writeHead(404).end()
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(readFileSync(join(PAGES, `${name}.html`)))
})

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} pathname
 */
function take(request, response, pathname) {
  let text = ''
  request.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk))
  request.on('end', () => {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.end()
    if (pathname === '/leave') server.close()
    process.stdout.write(`${JSON.stringify({ path: pathname, report: text })}\n`)
  })
}

server.listen(Number(port), address, () => process.stdout.write('{"isReady":true}\n'))

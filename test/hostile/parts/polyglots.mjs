// Files that are two things at once, sent to the hub and opened in real browsers in every way that could run them, as if
// they came from the browser's own page: nothing of them runs.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { WebSocket } from 'ws'
import { BROWSERS, openPage } from '../kit/browsers.mjs'
import { frameOf } from '../kit/frame.mjs'
import { polyglots as files } from '../kit/polyglots.mjs'
import { besieged } from '../kit/siege.mjs'

const PAGE = 'test/hostile/pages/polyglots.html'
const REPORT_MS = 90_000
/** Which device asks; a browser alone gets no file at all. */
const AS = { 'X-Device': 'uploader' }
const MUST = {
  'x-content-type-options': /^nosniff$/,
  'content-security-policy': /sandbox.*default-src 'none'|default-src 'none'.*sandbox/,
  'cross-origin-resource-policy': /^same-origin$/,
}

/** @typedef {{ ran: number, control: number, served: number, headers: string[], report: () => void }} Desk */

export const polyglots = {
  name: 'polyglots',
  says: 'S-55 files that are two things at once, in Chromium and Firefox',
  run: () => besieged({}, attack),
}

/** @param {import('../kit/siege.mjs').Siege} siege */
async function attack({ port, folder, complaints }) {
  const urls = await upload(port)
  const failures = []
  let served = 0
  for (const browser of BROWSERS) {
    /** @type {Desk} */
    const desk = { ran: 0, control: 0, served: 0, headers: [], report: () => {} }
    const reported = new Promise((resolve) => {
      desk.report = () => resolve(true)
      setTimeout(resolve, REPORT_MS, false).unref()
    })
    const server = createServer((request, response) =>
      answer(request, response, { port, urls, desk }),
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port: at } = /** @type {import('node:net').AddressInfo} */ (server.address())
    const page = openPage(browser, `http://localhost:${at}/`, { folder, through: [] })
    if (!(await reported)) failures.push(`${browser} reported nothing`)
    await page.end()
    server.closeAllConnections()
    server.close()
    served += desk.served
    if (desk.control !== 1) failures.push(`${browser} did not run the page itself`)
    if (desk.served < urls.length) failures.push(`${browser} opened only ${desk.served} files`)
    if (desk.ran > 0) failures.push(`${browser}: ${desk.ran} scripts ran`)
    failures.push(...new Set(desk.headers))
  }
  return {
    counts: { files: urls.length, 'times opened': served },
    failures: [...failures, ...complaints()],
  }
}

/**
 * Sends all files as a program of this computer does, and answers where each can be had.
 * @param {number} port
 * @returns {Promise<string[]>}
 */
async function upload(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  /** @type {string[]} */
  const ids = []
  const all = files()
  const stored = new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      const frame = frameOf(data)
      if (frame.type === 'error') reject(new Error(JSON.stringify(frame)))
      if (frame.type === 'accepted' && ids.push(frame.id ?? '') === all.length) resolve(undefined)
    })
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', id: AS['X-Device'] }))
  for (const file of all) socket.send(file)
  await stored
  socket.close()
  return Promise.all(ids.map((id) => urlOf(port, id)))
}

/**
 * @param {number} port
 * @param {string} id of a notification
 */
async function urlOf(port, id) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/notifications/${id}`, { headers: AS })
  const { attachments } = /** @type {{ attachments: { id: string }[] }} */ (await answer.json())
  return `/v1/attachments/${attachments[0]?.id ?? ''}`
}

/**
 * The desk between browser and hub: its own page, its notes, and the hub's files with the name that lets it have them.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{ port: number, urls: string[], desk: Desk }} parts
 */
function answer(request, response, { port, urls, desk }) {
  const { url = '/', headers } = request
  if (url.startsWith('/ran')) desk.ran++
  if (url === '/control') desk.control++
  if (url === '/report') desk.report()
  if (url === '/urls') return void response.end(JSON.stringify(urls))
  if (url === '/') {
    response.setHeader('Content-Type', 'text/html')
    return void response.end(readFileSync(PAGE))
  }
  if (!url.startsWith('/v1/')) return void response.end()
  const fields = { ...headers, ...AS, host: `localhost:${port}` }
  const asked = ask({ port, host: '127.0.0.1', path: url, headers: fields }, (found) => {
    if (found.statusCode === 200) desk.served++
    for (const [name, form] of Object.entries(MUST))
      if (found.statusCode === 200 && !form.test(String(found.headers[name])))
        desk.headers.push(`${url} lacks ${name}`)
    response.writeHead(found.statusCode ?? 500, found.headers)
    found.pipe(response)
  })
  asked.on('error', () => response.destroy())
  asked.end()
}

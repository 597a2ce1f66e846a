// Pages as others write them: the two-line client, and one that asks to become a device. Served from a file or
// from a web server of the tests' own.

import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The client of the README, in two lines. */
export function twoLineClient(port: number, text: string): string {
  return page(`
const ws = new WebSocket('ws://localhost:${port}')
ws.onopen = () => ws.send(${JSON.stringify(text)})`)
}

/** A client that asks for an ID, lists what it handled, and sends what `tell` is given. */
export function askingClient(port: number, id: string): string {
  return page(`
const ws = new WebSocket('ws://localhost:${port}')
const list = document.querySelector('ul')
const say = (text) => list.append(Object.assign(document.createElement('li'), { textContent: text }))
ws.onopen = () => ws.send(JSON.stringify({ type: 'hello', id: '${id}', name: 'Tab ${id}' }))
ws.onmessage = ({ data }) => {
  const frame = JSON.parse(data)
  if (frame.type === 'welcome') document.title = frame.you.trust + ' ' + frame.you.id
  if (frame.type === 'event') say(frame.from.name + ': ' + frame.body)
  if (frame.type === 'announce') say('something passed')
}
window.tell = (to, body) => ws.send(JSON.stringify({ type: 'notify', to, body }))`)
}

/** Writes a page to a file and answers its address. */
export async function fileOf(folder: string, html: string): Promise<string> {
  const file = join(folder, `page-${Math.random().toString(36).slice(2)}.html`)
  await writeFile(file, html)
  return pathToFileURL(file).href
}

/** A web server with pages of its own, on another port than the hub. */
export class Site {
  readonly #pages: string[] = []

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(this.#pages[Number((request.url ?? '').slice(1))] ?? '')
    })
  }

  static async start(): Promise<Site> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, resolve))
    return new Site(server)
  }

  /** The address of a new page. */
  add(html: string): string {
    const { port } = this.server.address() as AddressInfo
    return `http://localhost:${port}/${this.#pages.push(html) - 1}`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

function page(script: string): string {
  return `<!doctype html><meta charset="utf-8"><title>…</title><ul></ul><script>${script}</script>`
}

// Serves the web client and the JavaScript client, with the policy that keeps a page to its own files. Knows no lane.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { COMMON_FIELDS } from '../listener/answers'
import type { Evidence, OriginKind } from '../listener/types'
import { escapeText } from './http-page'
import { ENTRY, loadWebFiles, type WebFile, type WebFiles } from './web-files'

/** Stands in the page where the hub's name belongs. */
const NAME_MARK = '{{hub}}'
const CLIENT = /^\/client\.(js|d\.ts)$/
/** Vite names these by their content. */
const BY_CONTENT = /^\/assets\//
const YEAR = 'public, max-age=31536000, immutable'

/** Pages of this computer and network may import the client. `null` is none: a frame of any website could say it. */
const MAY_IMPORT: ReadonlySet<OriginKind> = new Set(['local', 'lan'])

const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' blob:`,
  `connect-src 'self'`,
  `manifest-src 'self'`,
  `worker-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
  // No text becomes markup or script, but what Svelte makes of its own templates, and the one service worker.
  `require-trusted-types-for 'script'`,
  `trusted-types svelte-trusted-html bellhop-worker`,
].join('; ')

const FIELDS = {
  ...COMMON_FIELDS,
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** Answers what lies in its folder; false = there is no such file. */
export type WebDoor = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  peer: Evidence,
) => Promise<boolean>

/** The door to one folder, which is read at the first request. `name`: the hub's, asked at each. */
export function createWebDoor(folder: URL, name: () => string): WebDoor {
  let loading: Promise<WebFiles> | null = null
  return async (path, request, response, peer) => {
    const files = await (loading ??= loadWebFiles(folder))
    const wanted = path === '/' ? ENTRY : path
    const file = files.get(wanted)
    if (!file) return false
    if (wanted === ENTRY) sendPage(response, file, name())
    else sendFile(request, response, wanted, file, peer)
    return true
  }
}

function sendPage(response: ServerResponse, { type, body }: WebFile, name: string): void {
  const page = Buffer.from(body.toString().replaceAll(NAME_MARK, () => escapeText(name)))
  send(response, { 'Content-Type': type }, page)
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { type, body, gzip }: WebFile,
  { origin, originText }: Evidence,
): void {
  const mayGzip = /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '')
  const isCompressed = gzip !== null && mayGzip
  if (CLIENT.test(path) && originText?.startsWith('http') && MAY_IMPORT.has(origin)) {
    response.setHeader('Access-Control-Allow-Origin', originText)
  }
  const fields = {
    'Content-Type': type,
    Vary: 'Accept-Encoding, Origin',
    ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    ...(BY_CONTENT.test(path) ? { 'Cache-Control': YEAR } : {}),
  }
  send(response, fields, isCompressed ? gzip : body)
}

function send(response: ServerResponse, fields: Record<string, string>, body: Buffer): void {
  response.writeHead(200, { ...FIELDS, ...fields, 'Content-Length': String(body.length) })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

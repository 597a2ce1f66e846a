// What `app://bellhop/` may answer: a fixed map of packaged files, and the hub's attachments by their ID. Pure;
// a path is only ever looked up, never joined.

import type { AttachmentId } from '../../shared/model'

export const PAGE_SCHEME = 'app'
export const PAGE_HOST = 'bellhop'
/** The window's address. */
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/`

const ENTRY = 'window/index.html'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  woff2: 'font/woff2',
}

/** Images that may be shown where they are: each is decoded in the sandbox and holds no script. */
const INLINE_IMAGES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

/** Nothing of the computer but the clipboard, to put text there. */
const PERMISSIONS_POLICY = [
  ...'accelerometer autoplay bluetooth camera clipboard-read display-capture'.split(' '),
  ...'encrypted-media fullscreen gamepad geolocation gyroscope hid idle-detection keyboard-map'.split(
    ' ',
  ),
  ...'local-fonts magnetometer microphone midi payment picture-in-picture'.split(' '),
  ...'publickey-credentials-get screen-wake-lock serial storage-access usb window-management'.split(
    ' ',
  ),
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ')

/** Headers of every packaged file (SECURITY: the window's policy). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
    "font-src 'self'; connect-src 'none'; object-src 'none'; base-uri 'none'; " +
    "form-action 'none'; frame-src 'none'; frame-ancestors 'none'; " +
    // No text becomes markup or script, but what Svelte makes of its own templates.
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  // Some of these Chromium gives without asking our handlers.
  'Permissions-Policy': PERMISSIONS_POLICY,
}

/** Headers of every attachment. */
export const ATTACHMENT_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export type PageFile = Readonly<{ file: string; type: string }>
export type PageMap = ReadonlyMap<string, PageFile>

export type PageAnswer =
  | Readonly<{ kind: 'file'; file: string; type: string }>
  | Readonly<{ kind: 'attachment'; id: AttachmentId }>
  | Readonly<{ kind: 'missing' }>

/** The map for these files, named by their path in the folder of pages, with `/` between. */
export function pageMap(files: readonly string[]): PageMap {
  const map = new Map<string, PageFile>()
  for (const file of files) {
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)]
    if (type !== undefined) map.set(`/${file}`, { file, type })
  }
  const entry = map.get(`/${ENTRY}`)
  if (entry) map.set('/', entry)
  return map
}

/** What a request asks for. */
export function answerFor(map: PageMap, method: string, address: string): PageAnswer {
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'missing' }
  const url = parse(address)
  if (!url || !isPageUrl(address)) return { kind: 'missing' }
  const found = map.get(url.pathname)
  if (found) return { kind: 'file', ...found }
  const id = /^\/attachments\/([0-9A-HJKMNP-TV-Z]{26})$/.exec(url.pathname)?.[1]
  return id === undefined ? { kind: 'missing' } : { kind: 'attachment', id: id as AttachmentId }
}

/** Whether this address is of our own page. Fails closed. */
export function isPageUrl(address: string): boolean {
  const url = parse(address)
  return (
    url !== null &&
    url.protocol === `${PAGE_SCHEME}:` &&
    url.host === PAGE_HOST &&
    url.username === '' &&
    url.password === ''
  )
}

/** Whether an attachment of this type may be shown in the page. */
export function mayShowInline(mime: string): boolean {
  return INLINE_IMAGES.has(mime)
}

function parse(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    return null
  }
}

// Builds and serves the preview under the window's own policy, so that what breaks there breaks here.

import { deflateSync } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Connect, type Plugin } from 'vite'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ')

function crc(data: Buffer): number {
  let rest = ~0
  for (const byte of data) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xed_b8_83_20 : 0)
  }
  return ~rest >>> 0
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc(body), body.length + 4)
  return frame
}

/** Dusk over hills, drawn by arithmetic: no picture of anybody's needs to lie in the repository. */
function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hill = height * (0.62 + 0.1 * Math.sin(x / 90) + 0.06 * Math.sin(x / 31 + 2))
      const at = y * (width * 3 + 1) + 1 + x * 3
      const sky = y / height
      rows.set(y > hill ? [52, 60, 48] : [220 - sky * 60, 170 - sky * 30, 110 + sky * 60], at)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    magic,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const answer: Connect.NextHandleFunction = (request, response, next) => {
  response.setHeader('Content-Security-Policy', POLICY)
  if (request.url?.startsWith('/attachments/') !== true) return next()
  response.setHeader('Content-Type', 'image/png')
  response.end(request.url.includes('tall') ? png(120, 4_000) : png(1_176, 424))
}

const likeTheApp: Plugin = {
  name: 'like-the-app',
  configurePreviewServer: (server) => void server.middlewares.use(answer),
}

// eslint-disable-next-line no-restricted-syntax -- Vite asks for a default export
export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte(), likeTheApp],
  build: {
    target: 'chrome130',
    outDir: '../../../out/preview',
    emptyOutDir: true,
    assetsInlineLimit: 0,
  },
})

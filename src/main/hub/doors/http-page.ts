// The small page at `/` of a hub beside which no web client lies: it says whose hub this is. A hand-written template
// without script, image or link.

import { createHash } from 'node:crypto'
import type { Answer } from '../listener/answers'

const STYLE = `
:root { color-scheme: light dark; --ink: #1d1f24; --soft: #5c616b; --paper: #f6f5f2; --card: #fff; --line: #e2e0da }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eceae4; --soft: #a3a7b0; --paper: #17181b; --card: #202227; --line: #33363d }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif }
main { max-width: 32rem; width: 100%; padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 1rem }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere }
p { margin: 1rem 0 0 }
p + p, small { color: var(--soft) }
small { display: block; margin-top: 1.5rem; font-size: .875rem }
`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${STYLE_HASH}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The page of a hub of this name and version. */
export function pageAnswer(name: string, version: string): Answer {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY }
  return { status: 200, headers, body: page(escapeText(name), escapeText(version)) }
}

function page(name: string, version: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} · Bellhop</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1><bdi>${name}</bdi></h1>
<p>This is a Bellhop hub. Devices of this network send their notifications here.</p>
<p lang="zh-CN">这是一个 Bellhop 通知中心，本网络中的设备把通知发送到这里。</p>
<small>Bellhop ${version}</small>
</main>
</body>
</html>
`
}

/** A text as HTML may hold it, in quotes too. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

// Somebody of the Internet, to whom a router opened the port: gets nothing at all, while the home network is served.

import { outputOf } from '../kit/call.mjs'
import { HUB } from '../kit/network.mjs'
import { inNetwork } from '../kit/siege.mjs'

const UPGRADE = [
  ...['-H', 'Connection: Upgrade', '-H', 'Upgrade: websocket', '-H', 'Sec-WebSocket-Version: 13'],
  ...['-H', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
]
/** @typedef {{ what: string, scheme: string, path: string, more: string[] }} Try */

/** @type {Try} */
const LOOK = { what: 'a look', scheme: 'http', path: '/v1/health', more: [] }
/** @type {readonly Try[]} */
const TRIES = [
  LOOK,
  { what: 'the page', scheme: 'http', path: '/', more: [] },
  {
    what: 'a list',
    scheme: 'http',
    path: '/v1/notifications',
    more: ['-H', 'Authorization: Bearer x'],
  },
  { what: 'a publish', scheme: 'http', path: '/v1/notifications', more: ['-d', 'hello'] },
  {
    what: 'a pairing',
    scheme: 'http',
    path: '/v1/pair',
    more: ['--json', '{"code":"123456","id":"a"}'],
  },
  { what: 'a socket', scheme: 'http', path: '/', more: UPGRADE },
  { what: 'an encrypted look', scheme: 'https', path: '/v1/health', more: [] },
  { what: 'an encrypted socket', scheme: 'https', path: '/', more: ['--http1.1', ...UPGRADE] },
]

export const publicPeer = {
  name: 'public',
  says: 'S-24 a peer of the Internet, from 11.22.33.44',
  run: () => inNetwork(attack),
}

/**
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {import('../kit/network.mjs').Network} network
 */
async function attack({ port, owner, complaints }, network) {
  const ask = (/** @type {string} */ address, /** @type {Try} */ one) =>
    answerOf(network.onStranger, `${one.scheme}://${address}:${port}${one.path}`, one.more)
  const failures = []
  for (const one of TRIES) {
    const { status, body } = await ask(HUB.open, one)
    if (status !== 403 || !body.includes('public_peer'))
      failures.push(`${one.what}: ${status} ${body}`)
    if (body.length > 300) failures.push(`${one.what} told too much`)
  }
  const { status } = await ask(HUB.lan, LOOK)
  if (status !== 200) failures.push(`the home network got ${status}`)
  const kept = await owner.ask('list', {})
  const waiting = await owner.ask('requests', null)
  if (kept.length > 0 || waiting.length > 0) failures.push('something of it was kept')
  return {
    counts: { 'requests refused': TRIES.length, 'answered at home': 1 },
    failures: [...failures, ...complaints()],
  }
}

/**
 * @param {readonly string[]} through
 * @param {string} url
 * @param {readonly string[]} more
 */
async function answerOf(through, url, more) {
  const curl = ['curl', '-sk', '--max-time', '10', '-w', '\n%{http_code}']
  const output = await outputOf([...through, ...curl, ...more, url], 15_000)
  const at = output.lastIndexOf('\n')
  return { status: Number(output.slice(at + 1)), body: output.slice(0, at) }
}

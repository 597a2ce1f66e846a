// Real browsers with a hostile website open, on the computer of the hub: by itself and from a frame without an origin it
// tries every way that a page has. The first gets nothing; the second may leave unverified text and nothing more.

import { BROWSERS, openPage } from '../kit/browsers.mjs'
import { start } from '../kit/lines.mjs'
import { STRANGER } from '../kit/network.mjs'
import { inNetwork } from '../kit/siege.mjs'

const READY_MS = 10_000
const REPORT_MS = 60_000

/** @typedef {{ socket: string, post: string, devices: string, list: string, image: string }} Found */
/** @typedef {Record<string, Found>} ByHost */
/** @typedef {{ event: { from: { id: string }, to: string[], body?: string } }} Listed */

export const pages = {
  name: 'pages',
  says: 'S-01 S-03 a hostile website in Chromium and Firefox',
  run: () => inNetwork(attack),
}

/**
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {import('../kit/network.mjs').Network} network
 */
async function attack(siege, network) {
  const { folder, port, owner, complaints } = siege
  const site = start([
    ...network.onStranger,
    process.execPath,
    'test/hostile/kit/site.mjs',
    STRANGER.open,
    '8000',
  ])
  const failures = []
  let tries = 0
  try {
    await site.next(READY_MS)
    for (const browser of BROWSERS) {
      const url = `http://${STRANGER.open}:8000/foreign?port=${port}`
      const page = openPage(browser, url, { folder, through: network.onHub })
      const line = await site.next(REPORT_MS)
      await page.end()
      if (line === null) {
        failures.push(`${browser} reported nothing`)
        continue
      }
      const { report } = /** @type {{ report: string }} */ (JSON.parse(line))
      const { page: ofPage, framed } = /** @type {{ page: ByHost, framed: ByHost }} */ (
        JSON.parse(report)
      )
      tries += 2 * 5 * Object.keys(ofPage).length
      failures.push(...judgePage(browser, ofPage), ...judgeFrame(browser, framed))
    }
  } finally {
    await site.end()
  }
  const kept = /** @type {Listed[]} */ (await owner.ask('list', { limit: 1_000 }))
  return {
    counts: { 'tries of pages': tries, 'texts of guests kept': kept.length },
    failures: [...failures, ...judgeKept(kept), ...complaints()],
  }
}

/**
 * @param {string} browser
 * @param {ByHost} found
 */
function judgePage(browser, found) {
  return Object.entries(found).flatMap(([host, { socket, devices, list, image }]) =>
    [
      [socket === 'refused', `a socket: ${socket}`],
      [devices === 'unreadable' && list === 'unreadable', `read ${devices} ${list}`],
      [image === 'broken', `a picture: ${image}`],
    ].flatMap(([isFine, what]) =>
      isFine ? [] : [`${browser}, a foreign page at ${host}: ${String(what)}`],
    ),
  )
}

/**
 * @param {string} browser
 * @param {ByHost} found
 */
function judgeFrame(browser, found) {
  return Object.entries(found).flatMap(([host, { socket, devices, list }]) =>
    [
      [
        /^(refused|welcome guest, error not_trusted, error not_trusted)/.test(socket),
        `a socket: ${socket}`,
      ],
      [devices === 'unreadable' && list === 'unreadable', `read ${devices} ${list}`],
    ].flatMap(([isFine, what]) =>
      isFine ? [] : [`${browser}, a frame at ${host}: ${String(what)}`],
    ),
  )
}

/** @param {Listed[]} kept */
function judgeKept(kept) {
  const failures = []
  for (const { event } of kept) {
    const { from, to, body = '' } = event
    if (body.includes('foreign')) failures.push(`a foreign page left “${body}”`)
    if (!from.id.startsWith('guest-') || to.join() !== 'hub')
      failures.push(`${from.id} wrote to ${to.join()}`)
  }
  // Else nothing would show that the frame got as far as the door.
  if (!kept.some(({ event }) => event.body === 'framed socket'))
    failures.push('no frame could leave a text')
  return failures
}

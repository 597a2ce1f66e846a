// A name whose address changes under a page that is open (DNS rebinding): by then the page is of the hub's own origin, and
// is known by its name alone.

import { BROWSERS, openPage } from '../kit/browsers.mjs'
import { start } from '../kit/lines.mjs'
import { HUB, STRANGER } from '../kit/network.mjs'
import { inNetwork } from '../kit/siege.mjs'

const NAME = 'evil.test'
const READY_MS = 10_000
const LOADED_MS = 40_000
/** Longer than a browser remembers an address that it was told to forget at once. */
const REPORT_MS = 90_000

/** @typedef {{ status: number, body: string }} Answer */
/** @typedef {{ health: Answer, devices: Answer, list: Answer, page: Answer, post: Answer, socket: string }} Found */

export const rebinding = {
  name: 'rebinding',
  says: 'S-02 a name that leads to the hub once its page is open',
  run: () => inNetwork(attack),
}

/**
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {import('../kit/network.mjs').Network} network
 */
async function attack(siege, network) {
  network.nameServer(STRANGER.lan)
  const failures = []
  let rebound = 0
  for (const browser of BROWSERS) {
    const report = await rebind(browser, siege, network)
    const found = report === null ? null : /** @type {Found} */ (JSON.parse(report))
    if (found?.health.status === 403) rebound++
    const wrong = found === null ? ['reported nothing'] : judge(found)
    failures.push(...wrong.map((what) => `${browser}: ${what}`))
  }
  const kept = await siege.owner.ask('list', {})
  if (kept.length > 0) failures.push('something of it was kept')
  return {
    counts: { 'browsers whose page reached the hub': rebound },
    failures: [...failures, ...siege.complaints()],
  }
}

/**
 * A server of names by which ours leads to this address, and which asks nobody to remember that.
 * @param {import('../kit/network.mjs').Network} network
 * @param {string} address
 */
function startNames(network, address) {
  const plain = ['--keep-in-foreground', '--no-resolv', '--no-hosts', '--bind-interfaces']
  const files = ['--conf-file=/dev/null', '--user=root', '--pid-file=']
  const names = [`--listen-address=${STRANGER.lan}`, `--host-record=${NAME},${address},0`]
  return start([...network.onStranger, 'dnsmasq', ...plain, ...files, ...names], { isQuiet: true })
}

/**
 * @param {import('../kit/browsers.mjs').BrowserName} browser
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {import('../kit/network.mjs').Network} network
 * @returns {Promise<string | null>} what its page found
 */
async function rebind(browser, { folder, port }, network) {
  const site = [...network.onStranger, process.execPath, 'test/hostile/kit/site.mjs', STRANGER.open]
  const [bait, ears] = [start([...site, String(port)]), start([...site, '8001'])]
  let names = startNames(network, STRANGER.open)
  try {
    await Promise.all([bait.next(READY_MS), ears.next(READY_MS)])
    const url = `http://${NAME}:${port}/rebinding?site=http://${STRANGER.open}:8001`
    const page = openPage(browser, url, { folder, through: network.onHub })
    const loaded = await bait.next(LOADED_MS)
    await names.end()
    names = startNames(network, HUB.lan)
    const line = loaded === null ? null : await ears.next(REPORT_MS)
    await page.end()
    if (line === null) return null
    const { report } = /** @type {{ report: string }} */ (JSON.parse(line))
    return report
  } finally {
    await Promise.all([bait.end(), ears.end(), names.end()])
  }
}

/** @param {Found} found */
function judge({ socket, ...answers }) {
  const failures = Object.entries(answers)
    .filter(([, { status, body }]) => status !== 403 || body !== '')
    .map(([what, { status, body }]) => `${what} was answered with ${status} ${body.slice(0, 80)}`)
  return socket === 'refused' ? failures : [...failures, `a socket opened: ${socket}`]
}

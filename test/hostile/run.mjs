// `npm run test:hostile`: the attacks that need root, namespaces of the network, real browsers and the tools of those who
// test others. Says first what it needs, and installs it. `npm run test:hostile -- NAME` makes one of them.

import { ensureBuilt } from '../../scripts/build.mjs'
import { ensureLibraries } from '../../scripts/setup/libraries.mjs'
import { stopOnSignals } from '../../scripts/setup/processes.mjs'
import { runMain, say, SetupError } from '../../scripts/setup/say.mjs'
import { crowd } from './parts/crowd.mjs'
import { jazzer } from './parts/jazzer.mjs'
import { keyring } from './parts/keyring.mjs'
import { lies } from './parts/lies.mjs'
import { pages } from './parts/pages.mjs'
import { polyglots } from './parts/polyglots.mjs'
import { publicPeer } from './parts/public.mjs'
import { quiet } from './parts/quiet.mjs'
import { rebinding } from './parts/rebinding.mjs'
import { slow, sudden } from './parts/slow.mjs'
import { slowhttp } from './parts/slowhttp.mjs'
import { tls } from './parts/tls.mjs'

const PARTS = [
  pages,
  rebinding,
  polyglots,
  publicPeer,
  tls,
  slow,
  sudden,
  slowhttp,
  crowd,
  lies,
  keyring,
  quiet,
  jazzer,
]
/** Each ends long before; who hangs is told from who is slow. */
const PATIENCE_MS = 300_000

/** @typedef {import('./kit/siege.mjs').Found} Found */

/** @param {string | undefined} wanted */
function chosen(wanted) {
  if (wanted === undefined) return PARTS
  const found = PARTS.filter(({ name }) => name === wanted)
  if (found.length > 0) return found
  throw new SetupError(
    `There is no “${wanted}”. There are: ${PARTS.map(({ name }) => name).join(', ')}.`,
  )
}

async function main() {
  const parts = chosen(process.argv[2])
  say(
    'this needs Linux, root, and of Debian: chromium, firefox-esr, dnsmasq-base, iproute2, testssl.sh, slowhttptest, openssl, curl, gcc, gnome-keyring, dbus, xvfb, strace; and of npm Jazzer.js',
  )
  if (process.platform !== 'linux')
    throw new SetupError('It makes namespaces of the network, so it runs on Linux only.')
  if (process.getuid?.() !== 0)
    throw new SetupError('It makes namespaces of the network, so it has to run as root.')
  ensureLibraries(['hostile', 'tracing'])
  await ensureBuilt()
  let failed = 0
  for (const { name, says, run } of parts) {
    say(`${name}: ${says}`)
    const { counts, failures } = await within(run)
    if (failures.length > 0) failed++
    const told = Object.entries(counts).map(
      ([what, count]) => `${count.toLocaleString('en')} ${what}`,
    )
    console.log(`${name}: ${failures.length === 0 ? 'held' : 'FAILED'}; ${told.join(', ')}`)
    for (const failure of failures) console.log(`  ${failure}`)
  }
  console.log(`hostile: ${parts.length - failed} held, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

/**
 * @param {() => Promise<Found>} run
 * @returns {Promise<Found>}
 */
async function within(run) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, { counts: {}, failures: ['it took too long'] })
  })
  try {
    return await Promise.race([run(), /** @type {Promise<Found>} */ (late)])
  } catch (error) {
    return {
      counts: {},
      failures: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }
  } finally {
    clearTimeout(timer)
  }
}

stopOnSignals()
await runMain(main)

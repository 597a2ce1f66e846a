// What the checks on an established connection cost: the built hub beside a copy of itself without them. Host and
// Origin are judged once, when a socket comes, and so cost nothing here.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SIDES, withPair } from '../kit/pair.mjs'
import { cpuSeconds } from '../kit/proc.mjs'
import { HUB, startHub, temporaryFolder } from '../kit/servers.mjs'

const ROUNDS = 12
const SECONDS = 1
const IN_FLIGHT = 256
const LIMIT = 1.05
const CORE = 'headless-core.cjs'

/** @typedef {readonly [exact: string, instead: string]} Patch */

/** Programs of this computer are not counted; here they are, and may publish as fast as they can. */
/** @type {readonly Patch[]} */
const COUNTED = [
  [
    'if (lane === "local" || lane === "owner") return null;\n\t\tconst isStranger',
    'const isStranger',
  ],
  ['burst: 200,\n\t\tperSecond: 20\n', 'burst: 1e9,\n\t\tperSecond: 1e9\n'],
]

/** Lane, rights, rate, and what is watched below `ws`: control frames and messages that are begun and not ended. */
/** @type {readonly Patch[]} */
const UNCHECKED = [
  [
    'if (lane === "local" || lane === "owner") return null;\n\t\tconst isStranger',
    'return null;\n\t\tconst isStranger',
  ],
  ['if (!mayUse(connection.lane, command.type)) {', 'if (false) {'],
  ['lackingFor(connection.device, command.type);', 'null;'],
  ['publication.forwarder ? null : lackingToPublish(publication, device)', 'null'],
  ['\tfollow(socket, raw, chunk) {\n', '\tfollow(socket, raw, chunk) {\n\t\treturn true;\n'],
]

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureChecks() {
  const folder = temporaryFolder()
  const { checked, unchecked } = makePrograms(folder.path)
  try {
    return await withPair(measure, {
      size: 0,
      options: { program: checked },
      floor: (data) => startHub(join(data, 'unchecked'), { program: unchecked }),
    })
  } finally {
    folder.remove()
  }
}

/**
 * Two copies of the built hub, one of them without what is measured. Throws when the hub no longer has what is patched.
 * @param {string} folder
 */
export function makePrograms(folder) {
  return {
    checked: patched(folder, 'checked', COUNTED),
    unchecked: patched(folder, 'unchecked', UNCHECKED),
  }
}

/** @param {import('../kit/pair.mjs').Pair} pair */
async function measure({ servers, driver }) {
  const cost = { hub: 0, floor: 0 }
  const count = { hub: 0, floor: 0 }
  for (let round = -2; round < ROUNDS; round++) {
    for (const side of SIDES) {
      const before = cpuSeconds(servers[side].pid)
      const flow = { seconds: SECONDS, inFlight: IN_FLIGHT }
      const perSecond = await driver.call('answered', side, flow)
      if (round < 0) continue
      cost[side] += cpuSeconds(servers[side].pid) - before
      count[side] += perSecond * SECONDS
    }
  }
  const title = 'checks on established connections'
  const each = (/** @type {import('../kit/pair.mjs').Side} */ side) => cost[side] / count[side]
  return [
    {
      figure: `${title}, computing of a publish, with and without`,
      unit: 'µs',
      hub: each('hub') * 1e6,
      floor: each('floor') * 1e6,
      limit: LIMIT,
    },
    {
      figure: `${title}, publishes answered (more is better)`,
      unit: '/s',
      hub: count.hub / ROUNDS / SECONDS,
      floor: count.floor / ROUNDS / SECONDS,
    },
  ]
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {readonly Patch[]} patches
 * @returns {string} the program of a copy of the hub in which these are applied
 */
function patched(folder, name, patches) {
  const copy = join(folder, name)
  cpSync(dirname(HUB), copy, { recursive: true })
  const file = join(copy, CORE)
  let text = readFileSync(file, 'utf8')
  for (const [exact, instead] of patches) {
    if (text.split(exact).length !== 2) {
      throw new Error(
        `The built hub does not have this once: ${exact}\nMend bench/figures/checks.mjs.`,
      )
    }
    text = text.replace(exact, () => instead)
  }
  writeFileSync(file, text)
  return join(copy, 'headless.js')
}

// Links cut at random bytes in either direction, under load; the hub itself stays well.

import { Era } from '../kit/era.mjs'
import { endedAtLast } from '../kit/leftovers.mjs'
import { CuttingProxy } from '../kit/proxy.mjs'

const CUTS = 'cut links'
const IN_FLIGHT = 'of them with publishes in flight'
const PATIENCE_MS = 600_000
/** Many senders and receivers at up to a thousand a second; links that live long enough to get something done. */
const MANY = { publishers: 50, receivers: 20, burst: 25, isLaterLeftOut: true, isDirect: true }
const OLDER = [6_000, 60_000, 200_000]

/** @param {import('../kit/era.mjs').EraOptions} options */
export function cut(options) {
  const era = new Era(options, [CUTS, IN_FLIGHT])
  return cutting(era, ({ cut }) => cut >= era.rounds)
}

/**
 * Fifty senders, twenty receivers: each to each in order, over links that are cut. A round is a publication.
 * @param {import('../kit/era.mjs').EraOptions} options
 */
export function order(options) {
  const era = new Era(options, [CUTS, IN_FLIGHT], MANY)
  return cutting(era, () => era.crowd.published >= era.rounds, OLDER)
}

/**
 * @param {Era} era
 * @param {(proxy: CuttingProxy) => boolean} isEnough
 * @param {readonly number[]} [mostBytes]
 */
async function cutting(era, isEnough, mostBytes) {
  const { crowd, place, random } = era
  const hub = era.startHub()
  const behind = { port: (await hub.listening) ?? 0 }
  const onCut = (/** @type {object} */ passed) => {
    era.faults.note('cut', { ...passed, inFlight: crowd.inFlight })
    era.count(CUTS)
    if (crowd.inFlight > 0) era.count(IN_FLIGHT)
    crowd.watch.changed()
  }
  const proxy = new CuttingProxy(behind, random.fork('proxy'), onCut, mostBytes)
  const forget = endedAtLast(() => proxy.end())
  proxy.isCutting = false
  place.port = await proxy.listen()
  await crowd.gather()
  proxy.isCutting = true
  crowd.start()
  await crowd.watch.until(() => isEnough(proxy), PATIENCE_MS)
  proxy.isCutting = false
  await crowd.finish()
  era.end()
  proxy.end()
  forget()
  await hub.stop()
  return era
}

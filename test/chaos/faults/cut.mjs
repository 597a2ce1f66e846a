// Links cut at random bytes in either direction, under load; the hub itself stays well.

import { Era } from '../kit/era.mjs'
import { endedAtLast } from '../kit/leftovers.mjs'
import { CuttingProxy } from '../kit/proxy.mjs'

const CUTS = 'cut links'
const IN_FLIGHT = 'of them with publishes in flight'
const PATIENCE_MS = 600_000

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function cut(options) {
  const era = new Era(options, [CUTS, IN_FLIGHT])
  const { crowd, place, random } = era
  const hub = era.startHub()
  const behind = { port: (await hub.listening) ?? 0 }
  const proxy = new CuttingProxy(behind, random.fork('proxy'), (passed) => {
    era.faults.note('cut', { ...passed, inFlight: crowd.inFlight })
    era.count(CUTS)
    if (crowd.inFlight > 0) era.count(IN_FLIGHT)
    crowd.watch.changed()
  })
  const forget = endedAtLast(() => proxy.end())
  proxy.isCutting = false
  place.port = await proxy.listen()
  await crowd.gather()
  proxy.isCutting = true
  crowd.start()
  await crowd.watch.until(() => proxy.cut >= era.rounds, PATIENCE_MS)
  proxy.isCutting = false
  await crowd.finish()
  era.end()
  proxy.end()
  forget()
  await hub.stop()
  return era
}

// Strangers who keep talking from a few addresses of the home network, as many as may be unknown at once: somebody from
// another address still gets in.

import { start } from '../kit/lines.mjs'
import { HUB, STRANGER } from '../kit/network.mjs'
import { inNetwork } from '../kit/siege.mjs'

const ADDRESSES = 8
const GATHERING_MS = 12_000
const NEWCOMERS = 10
const MOST_MS = 1_000

export const crowd = {
  name: 'crowd',
  says: 'S-30 strangers who are never silent, from eight addresses',
  run: () => inNetwork(attack),
}

/**
 * @param {import('../kit/siege.mjs').Siege} siege
 * @param {import('../kit/network.mjs').Network} network
 */
async function attack({ port, complaints }, network) {
  const addresses = network.addStrangers(ADDRESSES)
  const script = (/** @type {string} */ name, /** @type {string[]} */ from) =>
    start([
      ...network.onStranger,
      process.execPath,
      `test/hostile/kit/${name}`,
      HUB.lan,
      String(port),
      ...from,
    ])
  const talkers = script('talkers.mjs', addresses)
  const open = Number(await talkers.next(GATHERING_MS))
  const took = []
  for (let n = 0; n < NEWCOMERS; n++) {
    const one = script('newcomer.mjs', [STRANGER.lan])
    took.push(Number((await one.next(GATHERING_MS)) ?? Infinity))
    await one.end()
  }
  await talkers.end()
  const slowest = Math.max(...took)
  return {
    counts: { 'strangers open': open, 'ms of the slowest newcomer': Math.round(slowest) },
    failures: [
      ...(open >= 250 ? [] : [`only ${open} strangers were open`]),
      ...(slowest < MOST_MS ? [] : [`a newcomer waited ${slowest} ms`]),
      ...complaints(),
    ],
  }
}

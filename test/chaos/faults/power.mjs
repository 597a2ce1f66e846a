// The power goes: the hub is killed, and its disk forgets what it was not made to sync. strace tells which that is.

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Disk } from '../kit/disk.mjs'
import { Era } from '../kit/era.mjs'
import { callsIn, HISTORY_FILES, tracing, WHOLE } from '../kit/trace.mjs'

const CUTS = 'power cuts'
const LOST = 'unsynced bytes lost'
/** So that a checkpoint, which comes every 4,000 pages, is met too. */
const LONGEST = 16_000
const LONGEST_MS = 900

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function power(options) {
  const era = new Era(options, [CUTS, LOST], { longest: LONGEST })
  const { crowd } = era
  for (let round = 0; round < era.rounds; round++) {
    const before = contentsOf(era.dataDir)
    const traced = tracing(traceOf(era), era.dataDir, WHOLE)
    const hub = await era.healthyHub(() => era.startHub(traced))
    if (hub === null) break
    if (round === 0) await crowd.gather()
    if (round === 0) crowd.start()
    await era.moment(LONGEST_MS, 0.9)
    await hub.kill()
    forget(era, before)
  }
  await era.finish()
  return era
}

/** @param {Era} era */
function traceOf({ folder }) {
  return join(folder, 'trace')
}

/**
 * @param {Era} era
 * @param {ReadonlyMap<string, Buffer>} before
 */
function forget(era, before) {
  const { dataDir, random } = era
  const disk = new Disk(dataDir, before)
  const calls = callsIn(traceOf(era))
  const there = contentsOf(dataDir)
  disk.replay(calls.filter(({ result }) => result !== null))
  // What the kill cut off either happened or did not.
  if (differing(disk.seen(), there)) disk.replay(calls.filter(({ result }) => result === null))
  const missed = differing(disk.seen(), there)
  if (missed) throw new Error(`The trace does not tell all that was done to ${missed}.`)
  const { contents, lost } = disk.cutPower(random)
  for (const name of HISTORY_FILES) rmSync(join(dataDir, name), { force: true })
  for (const [name, content] of contents)
    writeFileSync(join(dataDir, name), content, { mode: 0o600 })
  era.faults.note('power', lost)
  era.count(CUTS)
  era.count(LOST, lost.bytes)
  era.count('torn writes', lost.torn)
}

/**
 * The calls that were seen make just the files that are there, or else some were missed.
 * @param {ReadonlyMap<string, Buffer>} seen
 * @param {ReadonlyMap<string, Buffer>} there
 */
function differing(seen, there) {
  return [...new Set([...seen.keys(), ...there.keys()])].find((name) => {
    const [one, other] = [seen.get(name), there.get(name)]
    return !(one && other && one.equals(other))
  })
}

/**
 * @param {string} dataDir
 * @returns {Map<string, Buffer>}
 */
function contentsOf(dataDir) {
  if (!statSync(dataDir, { throwIfNoEntry: false })) return new Map()
  const names = readdirSync(dataDir).filter((name) => HISTORY_FILES.includes(name))
  return new Map(names.map((name) => [name, readFileSync(join(dataDir, name))]))
}

// `npm run bench`: measures the built hub beside a bare server in one run, prints one table, and fails when a figure
// that has a limit is beyond it. `npm run bench -- NAME` measures one of them.

import { existsSync } from 'node:fs'
import { stopOnSignals } from '../scripts/setup/processes.mjs'
import { runMain, say, SetupError } from '../scripts/setup/say.mjs'
import { measureBackup } from './figures/backup.mjs'
import { measureComeback } from './figures/comeback.mjs'
import { measureChecks } from './figures/checks.mjs'
import { measureDurable } from './figures/durable.mjs'
import { measureFanout } from './figures/fanout.mjs'
import { measureIdle } from './figures/idle.mjs'
import { measureHistory } from './figures/history.mjs'
import { measureLatency } from './figures/latency.mjs'
import { measureMemory } from './figures/memory.mjs'
import { measureReconnect } from './figures/reconnect.mjs'
import { measureStart } from './figures/start.mjs'
import { measureTls } from './figures/tls.mjs'
import { measureUpload } from './figures/upload.mjs'
import { HUB } from './kit/servers.mjs'
import { isMet, tableOf } from './kit/table.mjs'

const FIGURES = {
  start: measureStart,
  latency: measureLatency,
  memory: measureMemory,
  idle: measureIdle,
  fanout: measureFanout,
  durable: measureDurable,
  checks: measureChecks,
  reconnect: measureReconnect,
  comeback: measureComeback,
  tls: measureTls,
  upload: measureUpload,
  history: measureHistory,
  backup: measureBackup,
}

/** @typedef {keyof typeof FIGURES} Name */

const NAMES = /** @type {Name[]} */ (Object.keys(FIGURES))

/** @param {string | undefined} wanted */
function chosen(wanted) {
  if (wanted === undefined) return NAMES
  const names = NAMES.filter((name) => name === wanted)
  if (names.length === 0) {
    throw new SetupError(`There is no figure “${wanted}”. There are: ${NAMES.join(', ')}.`)
  }
  return names
}

async function main() {
  const names = chosen(process.argv[2])
  if (process.platform !== 'linux') {
    throw new SetupError('The figures come from /proc, so they can be measured on Linux only.')
  }
  if (!existsSync(HUB)) throw new SetupError('Nothing is built yet. Run first: npm run build')
  const rows = []
  for (const name of names) {
    say(`measuring: ${name}`)
    rows.push(...(await FIGURES[name]()))
  }
  console.log(`\n${tableOf(rows)}`)
  return rows.every(isMet) ? 0 : 1
}

stopOnSignals()
await runMain(main)

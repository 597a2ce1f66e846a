// `npm run test:damage [-- COUNT [SEED]]`: the damages of test/hub/history-salvage.test.ts, but many of them.

import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain } from './setup/say.mjs'

const [count = '2000', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2)

stopOnSignals()
await runMain(() => {
  const vitest = ['vitest', 'run', '--project', 'hub', 'test/hub/history-salvage.test.ts']
  const env = { ...process.env, BELLHOP_DAMAGES: count, BELLHOP_SEED: seed }
  return run('npx', vitest, { env })
})

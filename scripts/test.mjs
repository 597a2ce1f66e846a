// `npm test`: every check there is, one stage after the other, and one line at the end that counts
// them all. A stage that fails does not keep the others from running.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepareEndToEnd, runEndToEnd } from './e2e.mjs'
import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain } from './setup/say.mjs'

const REPORTS = 'test-results/reports'

/**
 * What a stage found. A test that was skipped proves nothing, so it counts as failed.
 * @typedef {{ name: string, passed: number, failed: number, seconds: number }} Outcome
 */

/** @typedef {{ name: string, run: () => Promise<number>, report?: string }} Stage */

/** @returns {Stage[]} */
function stages() {
  return [
    ...['types', 'lint'].map(scriptStage),
    ...['unit', 'hub', 'ui'].map(vitestStage),
    chaosStage(),
    endToEndStage(),
  ]
}

/**
 * @param {string} name of an npm script
 * @returns {Stage}
 */
function scriptStage(name) {
  return { name, run: () => run('npm', ['run', '--silent', name]) }
}

/**
 * @param {string} project
 * @returns {Stage}
 */
function vitestStage(project) {
  const report = join(REPORTS, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = join('node_modules', '.bin', 'vitest')
  const args = ['run', '--project', project, ...reporters]
  return { name: project, run: () => run(vitest, args), report }
}

/** @returns {Stage} */
function chaosStage() {
  const report = join(REPORTS, 'chaos.json')
  const args = [join('test', 'chaos', 'run.mjs'), '--report', report]
  return { name: 'chaos', run: () => run(process.execPath, args), report }
}

/** @returns {Stage} */
function endToEndStage() {
  const report = join(REPORTS, 'e2e.json')
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  return { name: 'e2e', run: () => runEndToEnd(['--reporter=list,json'], env), report }
}

/**
 * @param {string | undefined} file of either runner, in its own words
 * @returns {{ passed: number, failed: number }}
 */
function countIn(file) {
  if (file === undefined || !existsSync(file)) return { passed: 0, failed: 0 }
  const report =
    /** @type {{ stats?: Record<string, number>, numPassedTests?: number, numTotalTests?: number }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    )
  if (report.stats) {
    const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats
    return { passed: expected, failed: unexpected + flaky + skipped }
  }
  const { numPassedTests = 0, numTotalTests = 0 } = report
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests }
}

/**
 * @param {Stage} stage
 * @returns {Promise<Outcome>}
 */
async function runStage(stage) {
  console.log(`\n── ${stage.name}`)
  const startedAt = performance.now()
  const code = await stage.run()
  const seconds = (performance.now() - startedAt) / 1000
  const { passed, failed } = countIn(stage.report)
  // What broke before it could count is one failure all the same.
  return { name: stage.name, passed, failed: code !== 0 && failed === 0 ? 1 : failed, seconds }
}

/** @param {Outcome[]} outcomes */
function summarise(outcomes) {
  console.log('')
  for (const { name, passed, failed, seconds } of outcomes) {
    const verdict = failed > 0 ? `${failed} failed` : passed > 0 ? `${passed} passed` : 'ok'
    console.log(`${name.padEnd(8)}${verdict.padEnd(14)}${seconds.toFixed(1)} s`)
  }
  const total = (/** @type {'passed' | 'failed'} */ key) =>
    outcomes.reduce((sum, outcome) => sum + outcome[key], 0)
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`)
  return total('failed') === 0 ? 0 : 1
}

async function main() {
  rmSync(REPORTS, { recursive: true, force: true })
  await prepareEndToEnd()
  const outcomes = []
  for (const stage of stages()) outcomes.push(await runStage(stage))
  return summarise(outcomes)
}

stopOnSignals()
await runMain(main)

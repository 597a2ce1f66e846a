// Jazzer.js at the decoders: what it tries next is steered by which code the last try reached.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { exitOf, onStop } from '../../../scripts/setup/processes.mjs'
import { makeJazzerReady } from '../kit/jazzer.mjs'

const FOLDERS = resolve('test-results')
const TARGETS = ['frames', 'commands', 'headers', 'queries', 'names', 'wire', 'bodies']
const SECONDS = 15
const LONGEST_BYTES = 4_096
/** One try; the hub must never be held up by anything near it. */
const MOST_MS = 1_000
const DONE = /Done (\d+) runs/
const LAST_LINES = 12

export const jazzer = {
  name: 'jazzer',
  says: `S-38 the decoders, ${SECONDS} s each, by Jazzer.js`,
  run: attack,
}

/** @returns {Promise<import('../kit/siege.mjs').Found>} */
async function attack() {
  mkdirSync(FOLDERS, { recursive: true })
  const folder = mkdtempSync(join(FOLDERS, 'jazzer-'))
  const ready = await makeJazzerReady(folder)
  /** @type {Record<string, number>} */
  const counts = {}
  const failures = []
  for (const target of TARGETS) {
    const { runs, said } = await fuzz(ready, folder, target)
    counts[`tries of ${target}`] = runs
    if (said !== null) failures.push(`${target}: ${said}`)
  }
  if (failures.length === 0) rmSync(folder, { recursive: true })
  return { counts, failures }
}

/**
 * @param {import('../kit/jazzer.mjs').Ready} ready
 * @param {string} folder
 * @param {string} target
 * @returns {Promise<{ runs: number, said: string | null }>} `said`: null when it ran to its end
 */
async function fuzz({ program, targets, preload }, folder, target) {
  const corpus = join(folder, target)
  mkdirSync(corpus)
  const limits = [
    `-max_total_time=${SECONDS}`,
    `-max_len=${LONGEST_BYTES}`,
    `-artifact_prefix=${folder}/found-`,
  ]
  const ours = [targets, corpus, '-f', target, '--sync', '--timeout', String(MOST_MS)]
  const child = spawn(process.execPath, [program, ...ours, '--', ...limits], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LD_PRELOAD: preload },
  })
  const forget = onStop(() => Promise.resolve(void child.kill('SIGKILL')))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (/** @type {Buffer} */ chunk) => (text += chunk.toString()))
  const code = await exitOf(child)
  forget()
  const [, runs = '0'] = DONE.exec(text) ?? []
  const isDone = code === 0 && Number(runs) > 0
  const found = readdirSync(folder).filter((name) => name.startsWith('found-'))
  const last = text.split('\n').slice(-LAST_LINES).join('\n    ')
  return {
    runs: Number(runs),
    said: isDone ? null : `${found.join(', ')} in ${folder}\n    ${last}`,
  }
}

// Checks the types of every runtime: tsc for plain TypeScript, svelte-check for components.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const WITH_COMPONENTS = ['./tsconfig.renderer.json', './tsconfig.test-ui.json']

/** @returns {string[]} */
function projects() {
  const solution = /** @type {{ references: { path: string }[] }} */ (
    JSON.parse(readFileSync('tsconfig.json', 'utf8'))
  )
  return solution.references.map((reference) => reference.path)
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
function run(command, args) {
  const child = spawn(`node_modules/.bin/${command}`, args, { stdio: 'inherit' })
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
}

async function checkComponents() {
  for (const project of WITH_COMPONENTS) {
    const args = ['--tsconfig', project, '--fail-on-warnings', '--output', 'human']
    const code = await run('svelte-check', args)
    if (code !== 0) return code
  }
  return 0
}

const plain = projects().filter((path) => !WITH_COMPONENTS.includes(path))
const codes = await Promise.all([run('tsc', ['-b', ...plain]), checkComponents()])
process.exitCode = Math.max(...codes)

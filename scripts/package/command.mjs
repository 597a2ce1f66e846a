// The command `bellhop` as the package brings it: an ordinary user types it, without a display.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMPLETIONS } from './config.mjs'

/**
 * Where a system has no D-Bus, as the bare root of this test, Chromium says so before any code of ours runs.
 */
const NO_BUS = /^\[\d+:.*ERROR:bus\.cc.*\n/gm

/** @typedef {{ code: number, out: string, err: string }} Ended */
/** @typedef {(script: string) => Promise<Ended>} Shell */

/**
 * @param {string} root
 * @param {import('node:child_process').ChildProcess} inside
 * @param {(start: string) => Promise<string>} until
 * @returns {Shell} runs a script of the shell inside, one at a time
 */
export function createShell(root, inside, until) {
  let count = 0
  return async (script) => {
    const name = `script-${(count += 1)}`
    const at = (/** @type {string} */ end) => join(root, `tmp/${name}.${end}`)
    writeFileSync(at('sh'), script)
    inside.stdin?.write(`script ${name}\n`)
    const line = await until(`inside: ended ${name} `)
    return {
      code: Number(line.split(' ').at(-1)),
      out: readFileSync(at('out'), 'utf8'),
      err: readFileSync(at('err'), 'utf8').replace(NO_BUS, ''),
    }
  }
}

/**
 * While nothing runs that it could talk to.
 * @param {Shell} shell
 */
export async function checkCommandAlone(shell) {
  const version = await shell('bellhop --version')
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/, said('does not say its version', version))
  assert.equal(version.err, '', said('says more than its version', version))
  const alone = await shell('bellhop status')
  assert.equal(alone.code, 3, said('does not say that no hub runs', alone))
  const wrong = await shell('bellhop nonsense')
  assert.equal(wrong.code, 2, said('does not refuse what is no command', wrong))
  const armed = await shell('bellhop status --inspect')
  assert.equal(armed.code, 64, said('takes a refused switch', armed))
}

/**
 * What shells complete the command by lies where they look for it, and does so in the one that is there.
 * @param {Shell} shell
 */
export async function checkCompletion(shell) {
  for (const { to } of COMPLETIONS) {
    assert.equal((await shell(`test -s ${to}`)).code, 0, `there is no ${to}`)
  }
  const ask = 'COMP_LINE="bellhop dis" COMP_POINT=11; _bellhop; echo "$COMPREPLY"'
  const told = await shell(`bash -c '. ${COMPLETIONS[0]?.to ?? ''}; ${ask}'`)
  assert.equal(told.out, 'dismiss\n', said('is not completed', told))
}

/**
 * While the app runs.
 * @param {Shell} shell
 * @param {string} id of a notification that is there
 */
export async function checkCommand(shell, id) {
  const listed = await shell('bellhop list --json')
  assert.ok(listed.out.includes(id), said('does not list what was pushed', listed))
  const sent = await shell("printf 'from a pipe\\n' | bellhop send --json --title Piped -")
  assert.match(sent.out, /^\{"type":"accepted",/, said('does not send', sent))
  const found = await shell('bellhop list --json --search piped | head -n 1')
  assert.match(found.out, /"body":"from a pipe"/, said('lost what came by a pipe', found))
  const status = await shell('bellhop status --json')
  assert.match(status.out, /"window":true/, said('does not see the app', status))
  assert.equal(status.err, '', said('has more to say than the answer', status))
}

/**
 * @param {string} what
 * @param {Ended} ended
 */
function said(what, { code, out, err }) {
  return `the command ${what}: it ended with ${code}\n${out}\n${err}`
}

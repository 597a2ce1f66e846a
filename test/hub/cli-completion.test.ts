// `bellhop completion`: the scripts, in the shells that they are for.

import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { COMMANDS } from '../../src/main/cli/commands'
import { PROCESS_TEST } from '../support/doors'
import { startHub, temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

/** Longer than any shell takes, and an end for one that waits for more. */
const TERMINAL_MS = 20_000

type Shell = 'bash' | 'zsh' | 'fish'
const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish']
const scripts: Partial<Record<Shell, string>> = {}

beforeAll(() => {
  for (const shell of SHELLS) {
    const args = ['out/main/cli.js', 'completion', shell]
    scripts[shell] = execFileSync(process.execPath, args, { encoding: 'utf8' })
  }
})

/** The hub that a script asks is in this process: it must not wait with its hands full. */
const run = promisify(execFile)

/** A folder with the command as it is installed, and the script. */
function installed(shell: Shell): Readonly<{ script: string; env: NodeJS.ProcessEnv }> {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const program = join(bin, 'bellhop')
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" "${resolve('out/main/cli.js')}" "$@"\n`,
  )
  chmodSync(program, 0o755)
  const script = join(folder, shell === 'zsh' ? '_bellhop' : `bellhop.${shell}`)
  writeFileSync(script, scripts[shell] ?? '')
  const { PATH = '' } = process.env
  const env = { PATH: `${bin}:${PATH}`, HOME: folder, LC_ALL: 'C.UTF-8', TERM: 'dumb' }
  return { script, env }
}

/** What bash makes of a line when Tab is pressed at its end: the completion it has registered is asked. */
async function inBash(line: string): Promise<string[]> {
  const { script, env } = installed('bash')
  const ask = `
    source "$1"
    COMP_LINE=$2 COMP_POINT=\${#2}
    function=$(complete -p bellhop | sed -n 's/.*-F \\([^ ]*\\).*/\\1/p')
    "$function"
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['--norc', '-c', ask, '-', script, line], { env })
  return lines(stdout)
}

async function inFish(line: string): Promise<string[]> {
  const { script, env } = installed('fish')
  const ask = 'source $argv[1]; complete -C $argv[2]'
  const { stdout } = await run('fish', ['--no-config', '-c', ask, script, line], { env })
  return lines(stdout).map((one) => one.split('\t')[0] ?? '')
}

function lines(told: string): string[] {
  return told
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

describe.each([
  ['bash', inBash],
  ['fish', inFish],
] as const)('in %s', (_shell, complete) => {
  it('every command is offered, and every option of each', async () => {
    expect((await complete('bellhop ')).sort()).toEqual(Object.keys(COMMANDS).sort())
    expect(await complete('bellhop dis')).toEqual(['dismiss'])
    for (const name of ['send', 'listen', 'erase']) {
      const options = Object.keys(COMMANDS[name]?.options ?? {}).map((one) => `--${one}`)
      expect(await complete(`bellhop ${name} --`)).toEqual(expect.arrayContaining(options))
    }
  })

  it('values and words are offered where they are few', async () => {
    expect(await complete('bellhop send --until ')).toEqual(['ack', 'read'])
    expect((await complete('bellhop completion ')).sort()).toEqual(['bash', 'fish', 'zsh'])
    expect((await complete('bellhop devices re')).sort()).toEqual(['rename', 'revoke'])
  })

  it('the hub is asked who is known, also the last of a list and a hub elsewhere', async () => {
    const hub = await startHub()
    await hub.device('kitchen')
    await hub.device('tv')
    const at = `bellhop --data ${hub.dataDir}`
    expect(await complete(`${at} send --to k`)).toEqual(['kitchen'])
    expect(await complete(`${at} send --to tv,k`)).toEqual(['tv,kitchen'])
    const seen = await complete(`bellhop --url ${hub.url} send --to `)
    expect(seen).toEqual(expect.arrayContaining(['kitchen', 'tv', 'hub']))
  })
})

describe('in a terminal of bash', () => {
  it('Tab writes the rest of the word', () => {
    const { script, env } = installed('bash')
    const typed = `source ${script}; bellhop() { echo "[$1:$2]"; }\nbellhop dism\tX\nexit\n`
    const told = execFileSync('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
      env: { ...env, TERM: 'xterm' },
      input: typed,
      timeout: TERMINAL_MS,
    })
    expect(told.toString('utf8')).toContain('[dismiss:X]')
  })
})

describe('in zsh', () => {
  it('Tab writes the rest of the word, and an option’s', () => {
    const { script, env } = installed('zsh')
    const setUp = `autoload -Uz compinit; compinit -u -D; source ${script}`
    const typed = `${setUp}; bellhop() { echo "[$1:$2:$3]" }\nbellhop dism\tX\nbellhop send hello --mark\tX\nexit\n`
    const told = execFileSync('script', ['-qec', 'zsh -f -i', '/dev/null'], {
      env: { ...env, TERM: 'xterm', PS1: '' },
      input: typed,
      timeout: TERMINAL_MS,
    })
    expect(told.toString('utf8')).toContain('[dismiss:X:]')
    expect(told.toString('utf8')).toContain('[send:hello:--markdown]')
  })
})

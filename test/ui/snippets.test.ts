// What is shown to be pasted: right for every form of address, and no more than a shell or an interpreter takes.
// @vitest-environment node

import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import {
  authority,
  curlJson,
  curlText,
  node,
  python,
  SNIPPET_LANGUAGES,
  snippetsOf,
} from '../../src/shared/snippets'
import { targetFor } from '../../src/renderer/window/views/connect/target'
import { FakeBellhop } from '../support/fake-bellhop'

const V4 = { host: '192.168.1.20', port: 9999 }
const V6 = { host: 'fd00::20', port: 4242 }

describe('addresses', () => {
  it.each([
    [V4, '192.168.1.20:9999'],
    [V6, '[fd00::20]:4242'],
    [{ host: '[fd00::20]', port: 1 }, '[fd00::20]:1'],
    [{ host: 'studio.local', port: 80 }, 'studio.local:80'],
  ])('%j', (target, text) => {
    expect(authority(target)).toBe(text)
  })

  it.each(SNIPPET_LANGUAGES)('stand in %s', (language) => {
    expect(snippetsOf(language, V6)[0]).toContain('[fd00::20]:4242')
  })

  it('are this computer’s own, or the one that another device would use', () => {
    const { status } = new FakeBellhop({ status: { port: 8088 } })
    expect(targetFor('here', status)).toEqual({ host: 'localhost', port: 8088 })
    expect(targetFor('there', status)).toEqual({ host: '192.168.1.20', port: 8088 })
  })

  it('are the only one there is when the hub listens on it alone', () => {
    const lan = { text: '10.0.0.5:9999', url: 'http://10.0.0.5:9999/', kind: 'lan' as const }
    const { status } = new FakeBellhop({ status: { addresses: [lan] } })
    expect(targetFor('here', status).host).toBe('10.0.0.5')
  })
})

describe('a shell', () => {
  /** What a POSIX shell makes of a line, with curl replaced by something that prints its arguments. */
  function shellArguments(line: string): string[] {
    const script = `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }\n${line}\n`
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
  }

  it('hands curl valid JSON', () => {
    const given = shellArguments(curlJson(V4))
    expect(given.slice(0, 3)).toEqual([
      '192.168.1.20:9999/v1/notifications',
      '-H',
      'Content-Type: application/json',
    ])
    expect(JSON.parse(given.at(-1) ?? '')).toMatchObject({ title: 'Hello from curl' })
  })

  it('leaves the brackets of an IPv6 address alone', () => {
    expect(shellArguments(curlText(V6))).toContain('[fd00::20]:4242/v1/notifications')
  })
})

describe('interpreters', () => {
  it('Node takes its snippet', () => {
    execFileSync(process.execPath, ['--check', '-'], { input: node(V4) })
    expect(node(V4)).toContain('http://192.168.1.20:9999/v1/notifications')
  })

  it('Python takes its snippet', () => {
    const check = 'import ast, sys; ast.parse(sys.stdin.read())'
    let hasPython = true
    try {
      execFileSync('python3', ['--version'])
    } catch {
      hasPython = false
    }
    if (hasPython) execFileSync('python3', ['-c', check], { input: python(V4) })
    expect(python(V4)).toContain('http://192.168.1.20:9999/v1/notifications')
  })
})

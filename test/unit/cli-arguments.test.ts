// The grammar of the command line, and when an event is for this device.

import { describe, expect, it } from 'vitest'
import {
  listOption,
  numberOption,
  parseCommandLine,
  wantsJson,
  type Options,
} from '../../src/main/cli/arguments'
import { isFor } from '../../src/main/cli/audience'
import { CliFailure } from '../../src/main/cli/failure'
import { backOffMs } from '../../src/main/cli/listen'
import type { DeviceId } from '../../src/shared/model'

const about = () => ''
const SEND: Options = { to: { type: 'string', about }, markdown: { type: 'boolean', about } }
const parse = (...argv: string[]) =>
  parseCommandLine(argv, (command) => (command === 'send' ? SEND : null))

describe('a command line', () => {
  it('has common options before and after its command', () => {
    expect(parse('--data', 'x', 'send', '--json', '--to', 'a', 'hi')).toEqual({
      command: 'send',
      options: { data: 'x', json: true, to: 'a' },
      words: ['hi'],
    })
    expect(parse('--data=x', '--json')).toEqual({
      command: null,
      options: { data: 'x', json: true },
      words: [],
    })
  })

  it('takes a lone dash and what follows two dashes as words', () => {
    expect(parse('send', '-').words).toEqual(['-'])
    expect(parse('send', '--', '--to', '-5').words).toEqual(['--to', '-5'])
  })

  it.each([
    [['nope']],
    [['constructor']],
    [['--data']],
    [['--nope', 'send']],
    [['send', '--nope']],
    [['send', '--to']],
    [['send', '--markdown=x', 'a']],
    [['--to', 'a', 'send']],
  ])('that is wrong ends with 2: %j', (argv) => {
    expect(() => parse(...argv)).toThrow(CliFailure)
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ exit: 2, code: 'usage' }))
  })

  it('wants JSON wherever that is said, but not as a word', () => {
    expect(wantsJson(['send', '--nope', '--json'])).toBe(true)
    expect(wantsJson(['send', '--', '--json'])).toBe(false)
  })

  it('reads numbers and lists', () => {
    expect(numberOption({ ttl: '86400' }, 'ttl')).toBe(86_400)
    expect(numberOption({ progress: '0.25' }, 'progress')).toBe(0.25)
    expect(numberOption({}, 'ttl')).toBeUndefined()
    expect(listOption({ to: 'a, b,,c' }, 'to')).toEqual(['a', 'b', 'c'])
    expect(listOption({}, 'to')).toBeUndefined()
  })

  it.each(['', 'many', '-1', '0x10', '1e3', '1.', 'NaN'])('takes no %j for a number', (text) => {
    expect(() => numberOption({ ttl: text }, 'ttl')).toThrow(expect.objectContaining({ exit: 2 }))
  })
})

describe('an event', () => {
  const from = (id: string) => ({ id: id as DeviceId, name: id })

  it.each([
    [['Phone'], true],
    [['tv', 'PHONE'], true],
    [['*'], true],
    [['*', '!phone'], false],
    [['*', '!Phone', 'phone'], false],
    [['tv'], false],
    [['hub'], false],
    [['#phone'], false],
    [['#GARDEN'], true],
    [['#garden', '!phone'], false],
    [['garden'], false],
  ])('to %j is for the phone: %s', (to, expected) => {
    expect(isFor('phone', ['Garden'], { to, from: from('nas') })).toBe(expected)
  })

  it('to all is not for its own sender', () => {
    expect(isFor('phone', [], { to: ['*'], from: from('Phone') })).toBe(false)
    expect(isFor('phone', [], { to: ['phone'], from: from('phone') })).toBe(true)
    expect(isFor('phone', ['garden'], { to: ['#garden'], from: from('phone') })).toBe(true)
  })
})

describe('the wait before the next try', () => {
  it('doubles up to half a minute, give or take a quarter', () => {
    expect([0, 1, 2, 3].map((tries) => backOffMs(tries, 0.5))).toEqual([250, 500, 1_000, 2_000])
    expect(backOffMs(500, 1)).toBe(37_500)
    expect(backOffMs(0, 0)).toBe(187.5)
  })
})

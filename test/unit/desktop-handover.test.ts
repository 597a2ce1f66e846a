// Which starts of the packaged program are the app's, and which the command line's.

import { describe, expect, it } from 'vitest'
import { isCommandLine, switchesAmong } from '../../src/main/desktop/handover'
import { refusedSwitch } from '../../src/main/desktop/switches'

describe('a start of the packaged program', () => {
  it.each([
    [[]],
    [['--hidden']],
    [['--ozone-platform=wayland']],
    [['bellhop://inbox']],
    [['BELLHOP:requests']],
    [['--hidden', 'status']],
  ])('is the app’s with %j', (words) => {
    expect(isCommandLine(words)).toBe(false)
  })

  it.each([
    [['send', 'hello']],
    [['status', '--json']],
    [['--json', 'status']],
    [['--data', '/srv/hub', 'status']],
    [['--data=/srv/hub', 'status']],
    [['--url', 'ws://studio:9999', 'send', 'x']],
    [['--help']],
    [['-h']],
    [['--version']],
    [['nonsense']],
  ])('is the command line’s with %j', (words) => {
    expect(isCommandLine(words)).toBe(true)
  })

  it('takes no switch of Chromium from a command, but any text behind --', () => {
    const refusedIn = (words: readonly string[]) => refusedSwitch(switchesAmong(words))
    expect(refusedIn(['send', '--no-sandbox', 'x'])).toBe('--no-sandbox')
    expect(refusedIn(['send', 'x', '--inspect=9229'])).toBe('--inspect')
    expect(refusedIn(['send', '--', '--inspect', 'is', 'off'])).toBe(null)
  })
})

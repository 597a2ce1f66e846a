// What the firewalls of Windows and macOS say of themselves. Asked for real on Windows (under Wine) by
// `npm run test:windows`.

import { describe, expect, it } from 'vitest'
import { isOnByMac, isOnByWindows } from '../../../src/main/hub/doctor/firewall-words'

describe('the firewall of Windows', () => {
  const profile = (state: string) =>
    `\r\nPrivate Profile Settings: \r\n${'-'.repeat(70)}\r\n${state}\r\nOk.\r\n\r\n`

  it.each([
    ['on', profile('State                                 ON'), true],
    ['on, in German', profile('Status                                EIN'), true],
    ['off', profile('State                                 OFF'), false],
    ['off, in German: said to be on rather than to be off', profile('Status  AUS'), true],
    ['nothing, for it is not there', null, false],
  ])('%s', (_, told, isOn) => {
    expect(isOnByWindows(told)).toBe(isOn)
  })
})

describe('the firewall of macOS', () => {
  it.each([
    ['on', 'Firewall is enabled. (State = 1)\n', true],
    [
      'blocks nearly all',
      'Firewall is blocking all non-essential incoming connections. (State = 2)\n',
      true,
    ],
    ['off', 'Firewall is disabled. (State = 0)\n', false],
    ['nothing, for it is not there', null, false],
  ])('%s', (_, told, isOn) => {
    expect(isOnByMac(told)).toBe(isOn)
  })
})

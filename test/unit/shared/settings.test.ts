// Settings out of anything: what is wrong takes its default and is named, and nothing makes the parser throw.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, parseSettings, type SettingKey } from '../../../src/shared/settings'

const KEYS = Object.keys(DEFAULT_SETTINGS) as SettingKey[]

describe('settings', () => {
  it.each([undefined, null, 7, 'text', true, [], {}, () => 7])(
    'are the defaults out of %j',
    (value) => {
      expect(parseSettings(value)).toEqual({ settings: DEFAULT_SETTINGS, wrong: [] })
    },
  )

  it('are what was chosen where that is allowed, and the defaults elsewhere', () => {
    const given = { port: 8080, trust: 'open', theme: 'purple', host: '', toasts: 'yes', extra: 1 }
    expect(parseSettings(given)).toEqual({
      settings: { ...DEFAULT_SETTINGS, port: 8080, trust: 'open' },
      wrong: ['host', 'theme', 'toasts'],
    })
  })

  it.each([
    ['port', 0],
    ['port', 65_536],
    ['port', 99.5],
    ['port', '9999'],
    ['host', ''],
    ['host', 'x'.repeat(256)],
    ['name', '  '],
    ['name', 'x'.repeat(65)],
    ['trust', 'closed'],
    ['trust', null],
    ['tls', 'always'],
    ['publicPeers', 'no'],
    ['toastPriorities', ['loud']],
    ['routing', 'multicast'],
    ['language', 'de'],
    ['theme', 'sepia'],
    ['toasts', 1],
    ['toastText', 'true'],
    ['startAtLogin', null],
    ['closeToTray', 'no'],
    ['allowedHosts', 'nas.local'],
    ['allowedHosts', [7]],
    ['allowedHosts', Array<string>(101).fill('a')],
    ['allowedOrigins', ['x'.repeat(256)]],
  ] satisfies [SettingKey, unknown][])('name %s as wrong when it is %j', (key, value) => {
    expect(parseSettings({ [key]: value })).toEqual({ settings: DEFAULT_SETTINGS, wrong: [key] })
  })

  it('survive their own parser', () => {
    const chosen = {
      ...DEFAULT_SETTINGS,
      port: 1,
      host: '::1',
      name: 'Studio',
      allowedHosts: ['nas'],
    }
    expect(parseSettings(chosen)).toEqual({ settings: chosen, wrong: [] })
  })

  it('take nothing that was only inherited', () => {
    expect(parseSettings(Object.create({ trust: 'open' })).settings.trust).toBe('ask')
    expect(parseSettings(JSON.parse('{"__proto__":{"trust":"open"}}')).settings.trust).toBe('ask')
  })

  it('are whole and allowed, whatever they were read from', () => {
    const fields = Object.fromEntries(
      KEYS.map((key) => [key, fc.oneof(fc.constant(DEFAULT_SETTINGS[key]), fc.anything())]),
    )
    const anything = fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] }))
    fc.assert(
      fc.property(anything, (value) => {
        const { settings, wrong } = parseSettings(value)
        expect(Object.keys(settings)).toEqual(KEYS)
        expect(parseSettings(settings)).toEqual({ settings, wrong: [] })
        for (const key of wrong) expect(settings[key]).toEqual(DEFAULT_SETTINGS[key])
      }),
      { numRuns: 500 },
    )
  })
})

// Settings in the desktop: what counts as damaged, what the environment wins over, and that no damage gives
// anybody a right.

import { describe, expect, it, vi } from 'vitest'
import { createPreferences } from '../../src/main/desktop/preferences'
import type { SettingsStore } from '../../src/main/desktop/settings-store'
import { isDamagedText } from '../../src/main/desktop/settings-text'
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../src/shared/settings'

const STRICT = { ...DEFAULT_SETTINGS, host: '127.0.0.1', trust: 'ask', allowedHosts: ['a.test'] }

function fakeStore(more: Partial<Settings> = {}): SettingsStore {
  let kept: Settings = { ...DEFAULT_SETTINGS, ...more }
  return {
    read: () => kept,
    isDamaged: () => false,
    write: (change) => (kept = { ...kept, ...change }),
    reset: () => (kept = DEFAULT_SETTINGS),
  }
}

function preferencesOf(environment: { port?: number; host?: string }, store = fakeStore()) {
  const configure = vi.fn(() => Promise.resolve({} as never))
  const makeRoom = vi.fn(() => Promise.resolve())
  const hub = () => ({ configure, makeRoom })
  const options = { store, environment, machineName: 'studio', hub }
  return { configure, makeRoom, preferences: createPreferences({ ...options, nowMs: () => 0 }) }
}

describe('a settings file', () => {
  it.each(['', '{', 'null', '7', '[]', '"x"', '{"host":7}', '{"host":""}', '{"port":9999}}'])(
    'that says %j is damaged',
    (text) => expect(isDamagedText(text)).toBe(true),
  )

  it.each(['{}', '{"port":7000}', '{"host":null}', '{"trust":"nonsense"}', '{"more":1}'])(
    'that says %j is not',
    (text) => expect(isDamagedText(text)).toBe(false),
  )

  it('cut off or garbled anywhere opens nothing more than it did', () => {
    const text = JSON.stringify(STRICT)
    for (let at = 0; at < text.length; at += 1) {
      for (const damaged of [
        text.slice(0, at),
        `${text.slice(0, at)}\u0000${text.slice(at + 1)}`,
      ]) {
        if (isDamagedText(damaged)) continue
        const { settings } = parseSettings(JSON.parse(damaged))
        expect(settings.trust).toBe('ask')
        expect(settings.allowedOrigins).toEqual([])
      }
    }
  })
})

describe('a change on a full disk', () => {
  /** Has no room for the first `count` writes. */
  function fullStore(count: number): SettingsStore {
    const store = fakeStore()
    let left = count
    const write: SettingsStore['write'] = (change) => {
      if (left-- > 0) throw Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' })
      return store.write(change)
    }
    return { ...store, write }
  }

  it('is kept once the hub made room', async () => {
    const { makeRoom, preferences } = preferencesOf({}, fullStore(1))
    expect(await preferences.write({ theme: 'dark' })).toMatchObject({ theme: 'dark' })
    expect(makeRoom).toHaveBeenCalledOnce()
  })

  it('fails where that was not enough, and is tried only once more', async () => {
    const { makeRoom, preferences } = preferencesOf({}, fullStore(2))
    await expect(preferences.write({ theme: 'dark' })).rejects.toThrow('The disk is full.')
    expect(makeRoom).toHaveBeenCalledOnce()
    expect(preferences.read().theme).toBe('system')
  })
})

describe('the settings in force', () => {
  it('are what the environment says, where it says something', () => {
    const { preferences } = preferencesOf({ port: 7000, host: '127.0.0.1' })
    expect(preferences.read()).toMatchObject({ port: 7000, host: '127.0.0.1' })
    expect(preferences.config()).toMatchObject({ port: 7000, host: '127.0.0.1', name: 'studio' })
  })

  it('show no port 0, which is any', () => {
    const { preferences } = preferencesOf({ port: 0 })
    expect(preferences.read().port).toBe(9999)
    expect(preferences.config().port).toBe(0)
  })

  it('follow the person, whatever the environment said at the start', async () => {
    const { preferences, configure } = preferencesOf({ port: 7000 })
    expect(await preferences.write({ port: 7001 })).toMatchObject({ port: 7001 })
    expect(configure).toHaveBeenLastCalledWith(expect.objectContaining({ port: 7001 }))
  })

  it('keep what the environment says while something else is changed', async () => {
    const { preferences, configure } = preferencesOf({ port: 7000 })
    await preferences.write({ theme: 'dark', port: 7000 })
    expect(configure).toHaveBeenLastCalledWith(expect.objectContaining({ port: 7000 }))
    expect(preferences.read()).toMatchObject({ theme: 'dark', port: 7000 })
  })

  it('are told with what was before, one change after the other', async () => {
    const { preferences } = preferencesOf({})
    const told: string[] = []
    preferences.onChange((now, before) => told.push(`${before.theme} ${now.theme}`))
    await Promise.all([preferences.write({ theme: 'dark' }), preferences.write({ theme: 'light' })])
    expect(told).toEqual(['system dark', 'dark light'])
  })

  it('stay as they were when they cannot be kept, and later changes still work', async () => {
    const store = fakeStore()
    const write = vi.spyOn(store, 'write').mockImplementationOnce(() => {
      throw new Error('The disk is full.')
    })
    const { preferences } = preferencesOf({}, store)
    await expect(preferences.write({ theme: 'dark' })).rejects.toThrow('The disk is full.')
    expect(preferences.read().theme).toBe('system')
    expect(await preferences.write({ theme: 'light' })).toMatchObject({ theme: 'light' })
    expect(write).toHaveBeenCalledTimes(2)
  })
})

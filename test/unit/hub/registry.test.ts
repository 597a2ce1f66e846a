// Devices and blocks in memory as the store has them: spellings, tokens, who is forgotten and whom `*` reaches.

import { describe, expect, it } from 'vitest'
import { mintToken, hashToken } from '../../../src/main/hub/devices/tokens'
import { systemRandom } from '../../../src/main/hub/ports'
import type { DeviceId } from '../../../src/shared/model'
import { newRegistry } from '../../support/memory-history'

const DAY_MS = 86_400_000

const facts = (id: string, by: 'token' | 'local' | 'open' = 'local') => ({
  id: id as DeviceId,
  name: id,
  kind: 'other' as const,
  by,
  tokenHash: null,
})

describe('the registry', () => {
  it('keeps the spelling that came first', async () => {
    const { registry } = newRegistry()
    await registry.save(facts('Kitchen-Pi'), 0)
    const again = await registry.save({ ...facts('KITCHEN-PI'), name: 'Pi' }, 1)
    expect([again.id, again.name, registry.size]).toEqual(['Kitchen-Pi', 'Pi', 1])
  })

  it('makes one device of two hellos at once', async () => {
    const { registry, history } = newRegistry()
    const both = await Promise.all([registry.save(facts('tab'), 0), registry.save(facts('TAB'), 0)])
    expect(both[0].key).toBe(both[1].key)
    expect(history.devices.size).toBe(1)
  })

  it('knows a device by its newest token alone, and by none once it is forgotten', async () => {
    const { registry } = newRegistry()
    const withToken = (token: string) => ({ ...facts('tab', 'token'), tokenHash: hashToken(token) })
    await registry.save(withToken('first'), 0)
    const device = await registry.save(withToken('second'), 0)
    expect([registry.byToken('first'), registry.byToken('second')?.key]).toEqual([null, device.key])
    await registry.forget(device)
    expect([registry.byToken('second'), registry.byFold('tab'), registry.size]).toEqual([
      null,
      null,
      0,
    ])
  })

  it('has no token in what it stores, only its hash', async () => {
    const { registry, history } = newRegistry()
    const token = mintToken(systemRandom)
    await registry.save({ ...facts('tab', 'token'), tokenHash: hashToken(token) }, 0)
    const stored = JSON.stringify([...history.devices.values()])
    expect(stored).toContain(hashToken(token))
    expect(stored).not.toContain(token)
  })

  it('forgets after 30 days who proved nothing lasting', async () => {
    const { registry } = newRegistry()
    for (const by of ['token', 'local', 'open'] as const) await registry.save(facts(by, by), 0)
    expect(registry.stale(30 * DAY_MS)).toEqual([])
    expect(registry.stale(30 * DAY_MS + 1).map(({ id }) => id)).toEqual(['local', 'open'])
  })

  it('lets a star reach for a day who is away, and for ever who has a token', async () => {
    const { registry } = newRegistry()
    const script = await registry.save(facts('script'), 0)
    const phone = await registry.save(facts('phone', 'token'), 0)
    expect(registry.isReachedByAll(script, DAY_MS)).toBe(true)
    expect(registry.isReachedByAll(script, DAY_MS + 1)).toBe(false)
    expect(registry.isReachedByAll(phone, 1_000 * DAY_MS)).toBe(true)
  })
})

describe('a token', () => {
  it('is 256 random bits in letters that need no escaping', () => {
    const tokens = Array.from({ length: 50 }, () => mintToken(systemRandom))
    expect(new Set(tokens).size).toBe(50)
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    }
  })

  it('is stored as SHA-256', () => {
    expect(hashToken('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })
})

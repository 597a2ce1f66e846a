// What a paired device may do, over every set of scopes and any list of addresses.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lacking, lackingFor, lackingToPublish, may } from '../../../src/main/hub/devices/rights'
import { DeviceDirectory } from '../../../src/main/hub/devices/directory'
import type { RegisteredDevice, Registry } from '../../../src/main/hub/devices/registry'
import { Presence } from '../../../src/main/hub/delivery/presence'
import { route } from '../../../src/main/hub/routing/route'
import { SCOPES, type DeviceId, type Party, type Scope } from '../../../src/shared/model'
import { newRegistry } from '../../support/memory-history'

const IDS = ['a', 'b', 'c', 'd', 'e', 'f']
const SETS: readonly (readonly Scope[])[] = SCOPES.reduce<Scope[][]>(
  (sets, scope) => [...sets, ...sets.map((one) => [...one, scope])],
  [[]],
)

async function paired(registry: Registry, id: string, scopes: readonly Scope[]) {
  const facts = { id: id as DeviceId, name: id, kind: 'other', by: 'token', tokenHash: id } as const
  const device = await registry.save(facts, 0)
  return (await registry.change(device, { scopes })) ?? device
}

async function one(scopes: readonly Scope[]): Promise<RegisteredDevice> {
  return paired(newRegistry().registry, 'a', scopes)
}

describe('scopes', () => {
  it.each(SETS.map((scopes) => [scopes]))(
    '%j allow what they name, and nothing else',
    async (scopes) => {
      const device = await one(scopes)
      expect(SCOPES.filter((scope) => may(device, scope))).toEqual(scopes)
      expect(SCOPES.filter((scope) => lacking(device, scope) === null)).toEqual(scopes)
      expect(lackingFor(device, 'act') === null).toBe(scopes.includes('receive'))
      expect(lackingFor(device, 'ping')).toBeNull()
    },
  )

  it('bind nobody who has no token of its own', async () => {
    const { registry } = newRegistry()
    const facts = { name: 'x', kind: 'other', by: 'local', tokenHash: null } as const
    const script = await registry.save({ ...facts, id: 'script' as DeviceId }, 0)
    expect(SCOPES.every((scope) => may(script, scope) && may(null, scope))).toBe(true)
  })
})

describe('a publication that came in by a token', () => {
  const sender = { party: { id: 'a', name: 'a' } as Party, lane: 'token' } as const
  const draft = { to: ['hub'], content: { body: 'x', format: 'text', priority: 3 } } as const
  const file = { id: 'x' as never, name: 'x', mime: 'x/y', size: 1, bytes: new Uint8Array(1) }

  it('is refused once its device is gone, or its token', async () => {
    const { registry } = newRegistry()
    const device = await paired(registry, 'a', SCOPES)
    expect(lackingToPublish({ sender, draft }, device)).toBeNull()
    await registry.revoke(device)
    const refusal = { code: 'unauthorized' }
    expect(lackingToPublish({ sender, draft }, registry.byFold('a'))).toMatchObject(refusal)
    expect(lackingToPublish({ sender, draft }, null)).toMatchObject(refusal)
  })

  it('needs a scope for each thing that it does', async () => {
    const failover = { ...draft, content: { ...draft.content, then: [{ after: 1, to: ['b'] }] } }
    const without = (scope: Scope) => one(SCOPES.filter((other) => other !== scope))
    expect(lackingToPublish({ sender, draft }, await without('publish'))).not.toBeNull()
    const brought = { sender, draft, attachments: [file] }
    const named = { sender, draft: { ...draft, attachments: [file.id] } }
    for (const one of [brought, named]) {
      const refusal = { code: 'not_trusted', field: 'attachments' }
      expect(lackingToPublish(one, await without('attach'))).toMatchObject(refusal)
    }
    expect(lackingToPublish({ sender, draft: failover }, await without('targets'))).toMatchObject({
      field: 'then',
    })
  })
})

describe('S-19 a list of addresses', () => {
  it('reaches who is named and may receive, if its sender may address others, and nobody else', async () => {
    const scopes = fc.array(fc.subarray([...SCOPES]), {
      minLength: IDS.length,
      maxLength: IDS.length,
    })
    const named = [...IDS, ...IDS.map((id) => id.toUpperCase()), 'ghost']
    const address = fc.constantFrom(...named, ...named.map((id) => `!${id}`), '*', '#all', 'hub')
    await fc.assert(
      fc.asyncProperty(scopes, fc.array(address, { maxLength: 12 }), async (sets, addresses) => {
        const { registry } = newRegistry()
        const devices: RegisteredDevice[] = []
        for (const [at, id] of IDS.entries()) {
          const device = await paired(registry, id, sets[at] ?? [])
          await registry.saveTopics(device, () => ['all'])
          devices.push(device)
        }
        const directory = new DeviceDirectory(registry, new Presence(), () => 0)
        const sender = devices[0] ?? null
        const found = route(addresses, 'a', directory.reachableBy('token', sender))
        expect(found.targets.map(({ fold }) => fold).sort()).toEqual(
          expected(addresses, sets).sort(),
        )
      }),
      { numRuns: 1_000 },
    )
  })
})

/** Said again in the simplest way: who is named, without who is left out, of those who may. */
function expected(addresses: readonly string[], sets: readonly (readonly Scope[])[]): string[] {
  const folded = addresses.map((one) => one.toLowerCase())
  const mayAddress = sets[0]?.includes('targets') ?? false
  const isNamed = (id: string): boolean =>
    folded.includes(id) || folded.includes('#all') || (folded.includes('*') && id !== 'a')
  const others = IDS.filter((id, at) => mayAddress && isNamed(id) && sets[at]?.includes('receive'))
  const hub = folded.includes('hub') || folded.includes('*') ? ['hub'] : []
  return [...others, ...hub].filter((id) => !folded.includes(`!${id}`))
}

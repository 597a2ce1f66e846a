// How many devices a hub takes in by itself, and who goes first when there are that many.

import { describe, expect, it } from 'vitest'
import type { Registry } from '../../../src/main/hub/devices/registry'
import { spaceForOneMore } from '../../../src/main/hub/devices/space'
import type { DeviceId } from '../../../src/shared/model'
import { LOCAL_DEVICE } from '../../../src/shared/protocol/limits'
import { newRegistry } from '../../support/memory-history'

const LATER_MS = LOCAL_DEVICE.rememberedMs + 1

/** A registry with this many programs, all last seen at 0. */
async function programs(count: number): Promise<Registry> {
  const { registry } = newRegistry()
  const facts = { kind: 'script', by: 'local', tokenHash: null } as const
  for (let n = 0; n < count; n++) {
    const id = `program-${String(n)}` as DeviceId
    await registry.save({ id, name: id, ...facts }, 0)
  }
  return registry
}

describe('one more device', () => {
  it('is taken while there are fewer than the hub can know', async () => {
    const registry = await programs(LOCAL_DEVICE.known - 1)
    expect(await spaceForOneMore(registry, () => false, LATER_MS)).toBeNull()
    expect(registry.size).toBe(LOCAL_DEVICE.known - 1)
  })

  it('is refused beyond that, so that a loop of new IDs ends somewhere', async () => {
    const registry = await programs(LOCAL_DEVICE.known)
    const refusal = await spaceForOneMore(registry, () => false, 1)
    expect(refusal).toMatchObject({ code: 'rate_limited', retryAfter: 60 })
  })

  it('takes the place of who was not seen for 30 days, but of nobody who is here', async () => {
    const registry = await programs(LOCAL_DEVICE.known)
    const isHere = ({ fold }: { fold: string }): boolean => fold !== 'program-7'
    expect(await spaceForOneMore(registry, isHere, LATER_MS)).toBeNull()
    expect(registry.byFold('program-7')).toBeNull()
    expect(registry.size).toBe(LOCAL_DEVICE.known - 1)
  })
})

// Joining a topic on a disk that is full.

import { expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { changeTopics } from '../../../src/main/hub/connection/subscriptions'
import { Presence } from '../../../src/main/hub/delivery/presence'
import type { DeviceId } from '../../../src/shared/model'
import { BellhopError } from '../../../src/shared/protocol/errors'
import { newRegistry } from '../../support/memory-history'

it('is refused, and nothing was joined', async () => {
  const { registry, history } = newRegistry()
  const facts = { kind: 'other', by: 'local', tokenHash: null } as const
  const device = await registry.save({ ...facts, id: 'pi' as DeviceId, name: 'Pi' }, 1)
  const parts = { registry, presence: new Presence() }
  const join = () =>
    changeTopics(parts, { device } as unknown as Connection, {
      type: 'subscribe',
      topics: ['garden'],
    })
  const working = history.saveTopics
  Object.assign(history, { saveTopics: () => Promise.reject(new BellhopError('storage_full')) })
  expect(await join()).toMatchObject({ code: 'storage_full' })
  expect(registry.topics.of(device.key)).toEqual([])
  Object.assign(history, { saveTopics: () => Promise.reject(new BellhopError('internal')) })
  await expect(join()).rejects.toThrow()
  Object.assign(history, { saveTopics: working })
  expect(await join()).toBeNull()
  expect(registry.topics.of(device.key)).toEqual(['garden'])
})

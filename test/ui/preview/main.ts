// The real window around a pretended hub, for looking at. The address chooses what is pretended:
// ?scene=…&theme=…&locale=…&now=ISO

import { FakeBellhop, fakeId, type FakeWorld } from '../../support/fake-bellhop'
import {
  sampleDeliveries,
  sampleDevices,
  sampleItems,
  sampleRequests,
} from '../../support/fake-world'

const query = new URLSearchParams(location.search)
const scene = query.get('scene') ?? 'rich'
const now = Date.now()

function rich(more = 0): FakeWorld {
  return {
    items: sampleItems(now, more),
    devices: sampleDevices(now),
    requests: sampleRequests(now),
    blocked: [{ key: 'b', label: 'unknown-android', since: new Date(now - 1e9).toISOString() }],
  }
}

const SCENES: Readonly<Record<string, () => FakeWorld>> = {
  rich,
  many: () => rich(100_000),
  first: () => ({}),
  nothing: () => ({ devices: sampleDevices(now) }),
  alone: () => ({
    status: {
      addresses: [{ text: 'localhost:9999', url: 'http://localhost:9999/', kind: 'loopback' }],
    },
  }),
  taken: () => ({
    ...rich(),
    status: {
      state: 'failed',
      failure: { code: 'port_taken', message: 'taken', port: 9999, nextFreePort: 10_000 },
    },
  }),
  damaged: () => ({
    ...rich(),
    status: { state: 'failed', failure: { code: 'settings_damaged', message: 'damaged' } },
  }),
  open: () => ({
    ...rich(),
    guestsDropped: 12,
    status: { trust: 'open', isStorageFull: true },
    settings: { trust: 'open' },
  }),
}

const world = (SCENES[scene] ?? rich)()
const fake = new FakeBellhop({
  ...world,
  locale: query.get('locale') === 'zh-CN' ? 'zh-CN' : 'en',
  settings: {
    ...world.settings,
    theme: (query.get('theme') ?? 'system') as 'system' | 'light' | 'dark',
    language: query.get('locale') === 'zh-CN' ? 'zh-CN' : 'en',
  },
})
fake.delayMs = Number(query.get('delay') ?? 0)
const second = fake.items[1]
if (second !== undefined) fake.deliveries.set(second.id, sampleDeliveries())

Object.assign(window, { bellhop: fake.api, fake, fakeId })
await import('../../../src/renderer/window/main')

// Forwarding by itself: who may be chosen, what is sent, what came of it, what is remembered.

import { describe, expect, it } from 'vitest'
import { Addressees } from '../../src/renderer/lib/state/addressees.svelte'
import { Forwarding, type Memory } from '../../src/renderer/lib/state/forwarding.svelte'
import { HubView } from '../../src/renderer/lib/state/hub.svelte'
import { Notices } from '../../src/renderer/lib/state/notices.svelte'
import type { DeviceId } from '../../src/shared/model'
import type { DeviceView } from '../../src/shared/views'
import { FakeBellhop, fakeId } from '../support/fake-bellhop'
import { sampleDevices, sampleItems } from '../support/fake-world'
import { shortMemory } from './support/stage'

const id = (text: string): DeviceId => text as DeviceId

function stage(more: readonly DeviceView[] = [], memory: Memory = shortMemory()) {
  const now = Date.now()
  const devices = [...sampleDevices(now), ...more]
  const fake = new FakeBellhop({ devices, items: sampleItems(now) })
  const notices = new Notices((code) => code)
  const hub = new HubView(fake.api, notices)
  hub.learnDevices(devices)
  const forwarding = new Forwarding(fake.api, notices, new Addressees(hub), memory)
  return { fake, hub, memory, forwarding }
}

describe('who may be chosen', () => {
  it('is everybody but the hub, the blocked and those who wait, online first', () => {
    const [like] = sampleDevices(Date.now())
    if (like === undefined) throw new Error('no sample')
    const { forwarding } = stage([
      { ...like, id: id('hub'), name: 'Studio Mac' },
      { ...like, id: id('bad'), name: 'Bad', isBlocked: true },
      { ...like, id: id('new'), name: 'New', lane: 'pending' },
    ])
    const found = forwarding.found.map(({ address }) => address)
    expect(found).not.toContain('hub')
    expect(found).not.toContain('bad')
    expect(found).not.toContain('new')
    expect(found).toContain('guest-7f3a')
    const online = forwarding.found.map(({ isOnline }) => isOnline)
    expect(online).toEqual(online.toSorted((one, other) => Number(other) - Number(one)))
  })

  it('follows the search, by name or by ID', () => {
    const { forwarding } = stage()
    forwarding.search = 'KITCHEN'
    expect(forwarding.found.map(({ name }) => name)).toEqual(['Kitchen Pi'])
    forwarding.search = 'study'
    expect(forwarding.found.map(({ name }) => name)).toEqual(['书房平板'])
  })
})

describe('sending', () => {
  it('sends one to exactly the chosen ones and shows how far it came', async () => {
    const { fake, forwarding } = stage()
    forwarding.toggle(id('nas'))
    forwarding.toggle(id('tv'))
    forwarding.toggle(id('nas'))
    forwarding.toggle(id('study'))
    await forwarding.send([fakeId(3)])
    expect(fake.inputsOf('forward')).toEqual([{ ids: [fakeId(3)], to: ['tv', 'study'] }])
    expect(forwarding.outcome?.deliveries.map(({ state }) => state)).toEqual([
      'delivered',
      'queued',
    ])
    expect(forwarding.count).toBe(0)
  })

  it('keeps the choice when it failed', async () => {
    const { fake, forwarding } = stage()
    fake.failing.add('forward')
    forwarding.toggle(id('nas'))
    await forwarding.send([fakeId(3)])
    expect(forwarding.count).toBe(1)
    expect(forwarding.outcome).toBeNull()
  })

  it('sends nothing to nobody, and nothing twice', async () => {
    const { fake, forwarding } = stage()
    await forwarding.send([fakeId(3)])
    forwarding.toggle(id('nas'))
    await Promise.all([forwarding.send([fakeId(3)]), forwarding.send([fakeId(3)])])
    expect(fake.inputsOf('forward')).toHaveLength(1)
  })

  it('names who is no longer known', async () => {
    const { fake, forwarding } = stage()
    forwarding.toggle(id('nas'))
    forwarding.toggle(id('tv'))
    fake.devices = fake.devices.filter((device) => device.id !== 'tv')
    await forwarding.send([fakeId(3)])
    expect(forwarding.outcome?.unknown).toEqual(['tv'])
  })
})

describe('topics and several', () => {
  it('a topic is chosen like a device, and found by its #', () => {
    const { forwarding } = stage()
    expect(forwarding.found.map(({ address }) => address)).toContain('#backups')
    forwarding.search = '#'
    expect(forwarding.found.map(({ address, reach }) => [address, reach])).toEqual([
      ['#backups', 1],
      ['#disks', 1],
    ])
  })

  it('several go at once, with a note, and their number is said', async () => {
    const { fake, forwarding } = stage()
    forwarding.toggle('#backups')
    forwarding.note = ' look '
    expect(await forwarding.send([fakeId(3), fakeId(4)])).toBe(true)
    expect(fake.inputsOf('forward')).toEqual([
      { ids: [fakeId(3), fakeId(4)], to: ['#backups'], note: 'look' },
    ])
    expect(forwarding.outcome?.count).toBe(2)
    expect(forwarding.note).toBeNull()
  })
})

describe('the last choice', () => {
  it('is offered again, also after a new start, without those who are gone', async () => {
    const first = stage()
    first.forwarding.toggle(id('nas'))
    first.forwarding.toggle(id('tv'))
    await first.forwarding.send([fakeId(3)])
    const { forwarding, hub, fake } = stage([], first.memory)
    hub.learnDevices(fake.devices.filter((device) => device.id !== 'tv'))
    expect(forwarding.hasLast).toBe(true)
    forwarding.chooseLast()
    expect(forwarding.isChosen(id('nas'))).toBe(true)
    expect(forwarding.count).toBe(1)
    expect(forwarding.hasLast).toBe(false)
  })

  it.each(['', '{', '{"a":1}', '[1,null]'])('survives %j in its place', (kept) => {
    const memory: Memory = { getItem: () => kept, setItem: () => undefined }
    expect(stage([], memory).forwarding.hasLast).toBe(false)
  })
})

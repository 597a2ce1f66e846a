// Who is let in and shut out while something else is under way: blocks, decisions and goodbyes that cross a hello.

import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/main/hub/ports'
import type { DeviceId } from '../../src/shared/model'
import { LAN_DEVICE, startHub } from '../support/hub'

const PI = 'pi' as DeviceId

describe('a device that is blocked while its hello is being stored', () => {
  it('is cut off like one that had been greeted', async () => {
    let onAsked = (): void => undefined
    const nowMs = (): number => {
      onAsked()
      return systemClock.nowMs()
    }
    const bell = await startHub({}, { clock: { ...systemClock, nowMs } })
    const earlier = await bell.device(PI)
    earlier.end()
    await earlier.closed
    const client = await bell.connect()
    const blocked = new Promise((resolve) => {
      // The hub asks for the time when it stores the new name, in the middle of the hello.
      onAsked = () => {
        onAsked = () => undefined
        queueMicrotask(() => resolve(bell.hub.block(PI)))
      }
    })
    client.send({ type: 'hello', id: PI, name: 'Pi in the kitchen' })
    expect(await blocked).toBe(true)
    expect((await client.closed).code).toBe(1008)
  })
})

describe('a program without an ID', () => {
  it('is cut off when the owner blocks it, and leaves no block behind', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    const [nameless] = bell.hub.devices()
    expect(await bell.hub.block(nameless?.id as DeviceId)).toBe(true)
    expect((await client.closed).code).toBe(1008)
    expect(bell.hub.blocked()).toEqual([])
  })
})

describe('somebody who asks without an ID and then with one', () => {
  it('asks once, so that a later answer cannot take its ID away again', async () => {
    const bell = await startHub()
    const porch = await bell.connect(LAN_DEVICE)
    porch.send({ type: 'hello' })
    await porch.next('welcome')
    porch.send({ type: 'hello', id: 'porch' })
    await porch.next('welcome')
    expect(bell.hub.requests().map(({ key }) => key)).toEqual(['id:porch'])
  })

  it('is no longer before the owner once its token let it in', async () => {
    const bell = await startHub()
    const porch = await bell.connect(LAN_DEVICE)
    porch.send({ type: 'hello', id: 'porch' })
    await porch.next('welcome')
    await bell.hub.decide('id:porch', 'allow')
    const { token } = await porch.next('welcome')
    const again = await bell.connect(LAN_DEVICE)
    again.send({ type: 'hello' })
    await again.next('welcome')
    expect(bell.hub.requests()).toHaveLength(1)
    again.send({ type: 'hello', token })
    await again.next('welcome')
    expect(bell.hub.requests()).toEqual([])
  })
})

describe('a device that was allowed once', () => {
  it('is told of as gone when it has left', async () => {
    const bell = await startHub()
    const watcher = await bell.device('watcher')
    watcher.send({ type: 'devices' })
    await watcher.next('devices')
    const porch = await bell.connect(LAN_DEVICE)
    porch.send({ type: 'hello', id: 'porch' })
    await porch.next('welcome')
    await bell.hub.decide('id:porch', 'once')
    expect(await watcher.next('presence')).toMatchObject({ device: { id: 'porch', online: true } })
    porch.end()
    expect(await watcher.next('presence')).toMatchObject({ device: { id: 'porch', online: false } })
  })
})

describe('the policy', () => {
  it('that is no longer open shuts out whom it had let in', async () => {
    const bell = await startHub({ trust: 'open' })
    const stranger = await bell.device('stranger', {}, LAN_DEVICE)
    const local = await bell.device('local')
    await bell.hub.configure({ trust: 'ask' })
    expect((await stranger.closed).code).toBe(1008)
    await local.settled()
  })
})

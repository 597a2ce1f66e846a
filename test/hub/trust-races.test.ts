// Who is let in and shut out while something else is under way: blocks, decisions and goodbyes that cross a hello.

import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/main/hub/ports'
import type { DeviceId } from '../../src/shared/model'
import { startHub } from '../support/hub'

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

// A hub on a disk without a free byte: what is new is refused, and what was taken goes on being kept true.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { RESERVE_BYTES } from '../../src/main/hub/history/reserve'
import { Client } from '../support/client'
import { bellhop, startHeadless, type RunningHub } from '../support/doors'
import { maySmallDisk, smallDisk, type SmallDisk } from '../support/small-disk'

vi.setConfig({ testTimeout: 60_000 })

const PATIENT = { timeout: 12_000, interval: 100 }

type Household = Readonly<{ hub: RunningHub; nas: Client; phone: Client }>

/** A hub on this disk, a sender and a receiver that says itself what it has. */
async function household(disk: SmallDisk): Promise<Household> {
  const { through } = disk
  const hub = await startHeadless(join(disk.inside, 'data'), [], { through })
  const url = hub.url.replace('http', 'ws')
  const device = async (hello: object) => {
    const client = new Client(url)
    onTestFinished(() => client.end())
    await client.next('welcome')
    client.send({ type: 'hello', ...hello })
    await client.next('welcome')
    return client
  }
  const phone = await device({ id: 'phone', ack: 'manual' })
  return { hub, nas: await device({ id: 'nas' }), phone }
}

/** Publishes, and answers what the hub says to it. */
async function publish({ nas }: Household, ref: string): Promise<Record<string, unknown>> {
  nas.send({ type: 'notify', to: ['phone'], body: 'x'.repeat(9_000), receipts: true, ref })
  const isAnswer = (frame: { type: string }) => frame.type === 'accepted' || frame.type === 'error'
  await vi.waitFor(() => {
    expect(nas.frames.some((frame) => isAnswer(frame) && frame['ref'] === ref)).toBe(true)
  }, PATIENT)
  return nas.frames.find((frame) => isAnswer(frame) && frame['ref'] === ref) ?? {}
}

function isReserved({ outside }: SmallDisk): boolean {
  const path = join(outside, 'data', 'reserve')
  return existsSync(path) && statSync(path).size === RESERVE_BYTES
}

async function reserved(disk: SmallDisk): Promise<void> {
  await vi.waitFor(() => expect(isReserved(disk)).toBe(true), PATIENT)
}

async function killed({ hub }: Household): Promise<void> {
  hub.door.child.kill('SIGKILL')
  await hub.door.ended
}

describe.runIf(maySmallDisk())('a disk without a free byte', () => {
  test('takes nothing new, but receipts and settings, and lets the hub start again', async () => {
    const disk = await smallDisk(16)
    const data = join(disk.inside, 'data')
    const { through } = disk
    const before = await household(disk)
    await reserved(disk)
    const accepted = await publish(before, 'first')
    const { id } = accepted
    expect(accepted.type).toBe('accepted')
    await before.phone.next('event')

    disk.fill()
    expect(disk.freeBytes()).toBe(0)
    expect(await publish(before, 'second')).toMatchObject({ code: 'storage_full' })
    before.phone.send({ type: 'ack', id })
    expect(
      await before.nas.next('receipt', (frame) => frame['state'] === 'delivered'),
    ).toMatchObject({ id })
    before.phone.send({ type: 'dismiss', id })
    expect(
      await before.nas.next('receipt', (frame) => frame['state'] === 'dismissed'),
    ).toMatchObject({ id })
    const changed = await bellhop(data, ['settings', 'routing', 'broadcast'], { through })
    expect(changed).toMatchObject({ code: 0, stderr: '' })
    expect(await publish(before, 'third')).toMatchObject({ code: 'storage_full' })

    await killed(before)
    disk.fill()
    expect(disk.freeBytes()).toBe(0)
    const after = await household(disk)
    const { stdout } = await bellhop(data, ['settings', 'routing', '--json'], { through })
    expect(JSON.parse(stdout)).toMatchObject({ routing: 'broadcast' })
    const headers = { 'x-device': 'nas' }
    const receipts = await fetch(`${after.hub.url}v1/notifications/${String(id)}`, { headers })
    expect(await receipts.text()).toContain('dismissed')
    expect(await publish(after, 'fourth')).toMatchObject({ code: 'storage_full' })

    disk.free()
    await reserved(disk)
    const startedMs = performance.now()
    await vi.waitFor(async () => {
      expect(await publish(after, `again-${String(performance.now())}`)).toHaveProperty('id')
    }, PATIENT)
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('keeps settings though nothing else was written since it filled', async () => {
    const disk = await smallDisk(16)
    const data = join(disk.inside, 'data')
    const { through } = disk
    await household(disk)
    await reserved(disk)
    disk.fill()
    const changed = await bellhop(data, ['settings', 'trust', 'open'], { through })
    expect(changed).toMatchObject({ code: 0, stderr: '' })
    expect(isReserved(disk)).toBe(false)
    disk.free()
    await reserved(disk)
  })

  test('lets a hub start that was killed before it noticed', async () => {
    const disk = await smallDisk(16)
    const before = await household(disk)
    await reserved(disk)
    expect((await publish(before, 'first')).type).toBe('accepted')
    disk.fill()
    await killed(before)
    const after = await household(disk)
    expect(await after.phone.next('event')).toMatchObject({ from: { id: 'nas' } })
    expect(await publish(after, 'second')).toMatchObject({ code: 'storage_full' })
  })
})

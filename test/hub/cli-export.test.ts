// `bellhop export` against a running hub: what a line holds, that it is the whole history and nothing twice, and
// that its reader may go.

import { expect, test, vi } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import { bellhop, jsonLines, PROCESS_TEST, startBellhop } from '../support/doors'
import { startHub, type TestHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

/** Publishes as the hub, `count` at once. */
async function published({ hub }: TestHub, count: number, body = 'x'): Promise<void> {
  const content = { body, format: 'text', priority: 3 } as const
  const to = ['hub' as DeviceId]
  await Promise.all(Array.from({ length: count }, () => hub.publish({ to, content })))
}

test('is one line each, with receipts and what only the owner sees', async () => {
  const bell = await startHub()
  const phone = await bell.device('phone', { ack: 'manual' })
  await bellhop(bell.dataDir, ['send', '--to', 'phone,hub', 'first'])
  const { type, ...event } = await phone.next('event')
  phone.send({ type: 'dismiss', id: event['id'], ref: 'd' })
  await phone.next('ok', (frame) => frame['ref'] === 'd')
  await bellhop(bell.dataDir, ['send', 'second'])
  const { code, stdout, stderr } = await bellhop(bell.dataDir, ['export'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Exported notifications: 2\n' })
  const lines = jsonLines(stdout)
  expect(lines[0]).toEqual({
    ...{ type, ...event, lane: 'owner', isForHub: true, isRead: true },
    receipts: [
      expect.objectContaining({ device: 'hub', state: 'delivered' }),
      { device: 'phone', state: 'dismissed', time: expect.any(String) as string },
    ],
  })
  expect(lines[1]).toMatchObject({ seq: 2, body: 'second', receipts: [{ device: 'hub' }] })
  const some = await bellhop(bell.dataDir, ['export', '--search', 'second', '--json'])
  expect(some).toMatchObject({ stdout: stdout.slice(stdout.indexOf('\n') + 1), stderr: '' })
  const later = await bellhop(bell.dataDir, ['export', '--since', '2'])
  expect(later).toMatchObject({ stdout: '', stderr: 'Exported notifications: 0\n' })
})

test('goes page by page, and brings nothing twice while the history changes', async () => {
  const bell = await startHub()
  await published(bell, 1_203, 'y'.repeat(2_000))
  const door = startBellhop(bell.dataDir, ['export'])
  await door.line()
  // What comes now, and what changes now, is not part of it.
  await published(bell, 300)
  await bell.hub.markRead('all', true)
  const { code, stdout, stderr } = await door.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Exported notifications: 1203\n' })
  const seqs = jsonLines(stdout).map(({ seq }) => seq)
  expect(seqs).toEqual(Array.from({ length: 1_203 }, (_, at) => at + 1))
})

test('ends without a complaint when its reader has enough', async () => {
  const bell = await startHub()
  await published(bell, 500, 'z'.repeat(5_000))
  const door = startBellhop(bell.dataDir, ['export'])
  await door.line()
  door.child.stdout?.destroy()
  expect(await door.ended).toMatchObject({ code: 0, stderr: '' })
})

test('of nothing is nothing, and of too much is refused', async () => {
  const bell = await startHub()
  expect(await bellhop(bell.dataDir, ['export'])).toMatchObject({ code: 0, stdout: '' })
  expect(await bellhop(bell.dataDir, ['export', 'all'])).toMatchObject({ code: 2 })
})

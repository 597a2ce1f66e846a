// A device that was away comes back: all that it missed, in order, within seconds (P9 of the reliability design).

import { expect, test, vi } from 'vitest'
import { HandClock } from '../support/clock'
import { startHub } from '../support/hub'

vi.setConfig({ testTimeout: 60_000 })

const MISSED = 1_000
const WITHIN_MS = 5_000
const HOUR = 3_600_000

test.each([
  ['a second', 1_000, false],
  ['eight hours', 8 * HOUR, false],
  ['eight hours, over a restart of the hub', 8 * HOUR, true],
])('a thousand missed in %s come in order within five seconds', async (_, awayMs, isRestarted) => {
  const clock = new HandClock()
  const first = await startHub({}, { clock })
  const before = await first.device('phone', { ack: 'manual' })
  before.end()
  await before.closed
  const content = { body: 'x'.repeat(500), format: 'text', priority: 3 } as const
  const sent = Array.from({ length: MISSED }, () => first.hub.publish({ to: ['phone'], content }))
  const seqs = (await Promise.all(sent)).map((answer) => ('seq' in answer ? answer.seq : null))
  clock.advance(awayMs)
  const { hub, device } = isRestarted ? await first.restart() : first
  const startedMs = performance.now()
  const phone = await device('phone', { ack: 'manual' })
  await phone.next('event', ({ seq }) => seq === seqs.at(-1))
  expect(performance.now() - startedMs).toBeLessThan(WITHIN_MS)
  const events = phone.frames.filter(({ type }) => type === 'event')
  expect(events.map(({ seq }) => seq)).toEqual(seqs)
  // Acknowledged, they are not sent again.
  phone.send({ type: 'ack', ref: 'all', ids: events.map(({ id }) => id).slice(0, 500) })
  await phone.next('ok')
  phone.end()
  await phone.closed
  const again = await device('phone', { ack: 'manual' })
  await again.next('event', ({ seq }) => seq === seqs.at(-1))
  const rest = again.frames.filter(({ type }) => type === 'event').map(({ seq }) => seq)
  expect(rest).toEqual(seqs.slice(500))
  expect(hub.counts().total).toBe(MISSED)
})

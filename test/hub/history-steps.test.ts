// Questions that the history answers in steps, and what is written between two of them.

import { expect, onTestFinished, test, vi } from 'vitest'
import type { Answer, Job, Write } from '../../src/main/hub/history/messages'
import { Store } from '../../src/main/hub/history/store'
import type { Waiting } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import { LETTERS } from '../../src/shared/protocol/limits'
import { temporaryFolder } from '../support/hub'
import { note } from '../support/note'

const NOW_MS = 0
/** What is looked at before the first pause. */
const PIECE = 2_000

function world() {
  const store = new Store({ nowMs: 0, dataDir: temporaryFolder() }, () => undefined)
  onTestFinished(() => store.close(NOW_MS))
  const id = 'phone' as DeviceId
  const phone = { key: null, id, name: 'phone', kind: 'phone', by: 'local' } as const
  const save: Write = {
    op: 'saveDevice',
    id: 1,
    device: { ...phone, tokenHash: null, seenMs: NOW_MS },
  }
  const { answers } = store.write([save], NOW_MS)
  const [answer] = answers
  const device = answer?.ok === true ? (answer.value as number) : 0
  const record = (count: number, queued: number[]) =>
    store.write(
      Array.from({ length: count }, () => ({
        op: 'record' as const,
        notification: note({ queued }),
      })),
      NOW_MS,
    )
  const ask: Job = { op: 'addressed', id: 2, device, after: 0, limit: 100 }
  return { store, device, record, steps: () => store.run(ask, NOW_MS) }
}

/** To its end, and how often it paused. */
function through(steps: Generator<void, Answer>): { answer: Answer; pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const { done, value } = steps.next()
    if (done) return { answer: value, pauses }
  }
}

function waitingIn(answer: Answer): Waiting {
  expect(answer.ok).toBe(true)
  return (answer as { value: Waiting }).value
}

test('what comes while a page is put together is not taken for read', () => {
  const { record, device, steps } = world()
  record(PIECE, [])
  record(1, [device])
  const reading = steps()
  expect(reading.next().done).toBe(false)
  record(1, [device])
  const page = waitingIn(through(reading).answer)
  expect(page.items.map(({ seq }) => seq)).toEqual([PIECE + 1])
  expect(page).toMatchObject({ through: PIECE + 1, isLast: false })
})

test('a page that takes one step has no pause in it', () => {
  const { record, device, steps } = world()
  record(1, [device])
  const { done, value } = steps().next()
  expect(done).toBe(true)
  expect(waitingIn(value as Answer)).toMatchObject({ through: 1, isLast: true })
})

test('few long texts behind thousands of short ones are looked at in many steps, and all are found', () => {
  const { store, device } = world()
  const write = (count: number, body: string) =>
    store.write(
      Array.from({ length: count }, (_, n) => ({
        op: 'record' as const,
        notification: note({ queued: [device], body: `${body} ${n % 50 === 0 ? 'zebra' : ''}` }),
      })),
      NOW_MS,
    )
  write(3_000, 'short')
  write(200, 'long text '.repeat(20_000))
  const query = { device: { key: device, foldedId: 'phone' }, search: 'zebra', limit: 100 }
  const found = [{ since: 0 }, {}].map((from) => {
    const job: Job = { op: 'list', id: 3, query: { ...query, ...from } }
    const { answer, pauses } = through(store.run(job, NOW_MS))
    // Two when only the number of rows is watched; by the clock as many as the machine is slow.
    expect(pauses).toBeGreaterThan(4)
    return answer.ok ? (answer.value as { seq: number }[]).map(({ seq }) => seq) : []
  })
  const all = Array.from({ length: 64 }, (_, n) => n * 50 + 1)
  expect(found).toEqual([all, all])
})

test('rows are looked at for 3 ms at a time, since whoever writes meanwhile may wait for two such pieces', () => {
  const { store, device, record } = world()
  record(60, [])
  const query = { device: { key: device, foldedId: 'phone' }, search: 'zebra', limit: 100 }
  const steps = store.run({ op: 'list', id: 3, query }, NOW_MS)
  // Each look at the clock is a millisecond later than the last, and each row is worth one.
  let nowMs = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs++)
  onTestFinished(() => clock.mockRestore())
  const { answer, pauses } = through(steps)
  expect(answer.ok).toBe(true)
  expect(pauses).toBeGreaterThanOrEqual(60 / 4 - 1)
})

test('receipts that nobody came for are removed in steps', () => {
  const { store } = world()
  const wanted = Array.from({ length: 5_001 }, () => ({
    op: 'record' as const,
    notification: note({ timeMs: NOW_MS, isForHub: true, receipts: true }),
  }))
  store.write(wanted, NOW_MS)
  expect([...store.tick(NOW_MS)]).toHaveLength(0)
  store.follow(NOW_MS + LETTERS.keptMs, 0)
  expect([...store.tick(NOW_MS + LETTERS.keptMs)]).toHaveLength(1)
  expect([...store.tick(NOW_MS + LETTERS.keptMs)]).toHaveLength(0)
})

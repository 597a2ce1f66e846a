// Questions that the history answers in steps, and what is written between two of them.

import { expect, onTestFinished, test } from 'vitest'
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
  const { value } = reading.next()
  const page = waitingIn(value as Answer)
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

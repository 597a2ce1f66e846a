// How writes and questions travel: gathered by the turn, one batch in flight, answered in order.

import { expect, test } from 'vitest'
import { Channel } from '../../src/main/hub/history/channel'
import type { Batch, ToWorker } from '../../src/main/hub/history/messages'
import type { Recorded } from '../../src/main/hub/history/types'
import { HandClock } from '../support/clock'
import { note } from '../support/note'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const NOTHING = { kind: 'wrote', recorded: [], answers: [], news: {}, tickMs: null } as const

function made() {
  const posted: Batch[] = []
  const thrown: unknown[] = []
  const post = (message: ToWorker) => message.kind === 'batch' && posted.push(message)
  const clock = new HandClock()
  const channel = new Channel(
    post,
    () => ({ nowMs: 5, setByMs: 0 }),
    (ms, call) => void clock.after(ms, call),
    (error) => thrown.push(error),
  )
  channel.start()
  return { channel, clock, posted, thrown }
}

const stored = (seq: number): Recorded => ({ kind: 'stored', seq, full: [] })

test('what comes in one turn, and while a batch is in flight, travels together', async () => {
  const { channel, posted } = made()
  const done: unknown[] = []
  const record = () => channel.record(note(), (result) => done.push(result))
  record()
  record()
  expect(posted).toEqual([])
  await turn()
  expect(posted.map(({ writes }) => writes.length)).toEqual([2])
  record()
  await turn()
  record()
  await turn()
  expect(posted).toHaveLength(1)
  channel.wrote({ ...NOTHING, recorded: [stored(1), stored(2)] })
  expect(done).toEqual([stored(1), stored(2)])
  expect(posted.map(({ writes }) => writes.length)).toEqual([2, 2])
})

test('a flood is cut, and questions wait for the writes before them', async () => {
  const { channel, posted } = made()
  for (let count = 0; count < 1_500; count++) channel.record(note(), () => undefined)
  channel.ask((id) => ({ op: 'list', id, query: { limit: 1 } }), {
    done: () => undefined,
    fail: () => undefined,
  })
  await turn()
  channel.wrote(NOTHING)
  expect(posted.map(({ writes, jobs }) => [writes.length, jobs.length])).toEqual([
    [1_000, 0],
    [500, 1],
  ])
})

test('deliveries told one after the other travel as one', async () => {
  const { channel, posted } = made()
  channel.delivered(7, [1, 2])
  channel.delivered(8, [1])
  channel.record(note(), () => undefined)
  channel.delivered(9, [3])
  await turn()
  expect(
    posted[0]?.writes.map((write) => (write.op === 'delivered' ? write.pairs : write.op)),
  ).toEqual([[7, 1, 7, 2, 8, 1], 'record', [9, 3]])
})

test('a callback that throws does not keep the others from being called', async () => {
  const { channel, thrown } = made()
  const done: unknown[] = []
  channel.record(note(), () => {
    throw new Error('mine')
  })
  channel.record(note(), (result) => done.push(result))
  await turn()
  channel.wrote({ ...NOTHING, recorded: [stored(1), stored(2)] })
  expect(done).toEqual([stored(2)])
  expect(thrown).toEqual([new Error('mine')])
})

test('what is asked after the end is refused, but never inside the call', async () => {
  const { channel, posted } = made()
  const drained = channel.drain()
  await drained
  const done: unknown[] = []
  channel.record(note(), (result) => done.push(result))
  channel.change((id) => ({ op: 'deleteBlock', id, key: 'a' }), {
    done: () => undefined,
    fail: ({ code }) => done.push(code),
  })
  channel.delivered(1, [1])
  channel.tick()
  expect(done).toEqual([])
  await turn()
  expect(done).toEqual([{ kind: 'refused', code: 'internal' }, 'internal'])
  expect(posted).toEqual([])
})

test('what nobody waits for goes with the next batch, or alone after a moment', async () => {
  const { channel, clock, posted } = made()
  channel.delivered(7, [1])
  channel.tick()
  await turn()
  expect(posted).toEqual([])
  channel.record(note(), () => undefined)
  await turn()
  expect(posted.map(({ writes, isTick }) => [writes.map(({ op }) => op), isTick])).toEqual([
    [['delivered', 'record'], true],
  ])
  channel.wrote({ ...NOTHING, recorded: [stored(1)] })
  clock.advance(1_000)
  channel.note({ op: 'seen', key: 7, seenMs: 1 })
  clock.advance(1_000)
  expect(posted.map(({ writes, isTick }) => [writes.length, isTick])).toEqual([
    [2, true],
    [1, false],
  ])
})

test('each record is told how many of its batch come right after it', async () => {
  const { channel, posted } = made()
  const lefts: number[] = []
  for (let count = 0; count < 3; count++) channel.record(note(), (_, left) => lefts.push(left))
  await turn()
  expect(posted).toHaveLength(1)
  channel.wrote({ ...NOTHING, recorded: [stored(1), stored(2), stored(3)] })
  expect(lefts).toEqual([2, 1, 0])
})

test('the next batch is on its way before anybody hears of the last one', async () => {
  const { channel, posted } = made()
  const seen: number[] = []
  channel.record(note(), () => seen.push(posted.length))
  await turn()
  channel.record(note(), () => undefined)
  channel.wrote({ ...NOTHING, recorded: [stored(1)] })
  expect(seen).toEqual([2])
})

test('the end does not wait for the moment that a note has', async () => {
  const { channel, posted } = made()
  channel.delivered(7, [1])
  const drained = channel.drain()
  expect(posted).toHaveLength(1)
  channel.wrote(NOTHING)
  await drained
})

test('a moment that ends after the end starts nothing', () => {
  const { channel, clock, posted } = made()
  channel.tick()
  channel.shut('internal')
  clock.advance(1_000)
  channel.start()
  clock.advance(1_000)
  expect(posted).toEqual([])
})

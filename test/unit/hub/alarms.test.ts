// When going on to others is over, and what is said of it then.

import { expect, it } from 'vitest'
import { Alarms } from '../../../src/main/hub/delivery/alarms'
import type { Due, Failover, Failure, History } from '../../../src/main/hub/history/types'
import { refuse, type Refusal } from '../../../src/shared/protocol/errors'
import type { Accepted } from '../../../src/shared/protocol/frames'
import type { FeedItem } from '../../../src/shared/views'
import { idOf } from '../../support/note'
import { SILENT } from '../../support/log'

const ID = idOf(1)
const ITEM = { id: ID, from: { id: 'nas', name: 'nas' }, lane: 'token' } as unknown as FeedItem
const ACCEPTED = { id: ID, to: [], count: 1, unknown: [], full: [] } as unknown as Accepted

/** What the store is told when this comes of a try. */
async function told(
  failover: Partial<Failover>,
  result: Accepted | Refusal,
  item: Promise<FeedItem> = Promise.resolve(ITEM),
): Promise<readonly (readonly Failure[])[]> {
  const calls: (readonly Failure[])[] = []
  let due: (due: Due) => void = () => undefined
  const history = {
    onDue: (listener: typeof due) => (due = listener),
    one: () => item.then((found) => ({ item: found })),
    stepped: (_id: string, _step: number, failures: readonly Failure[]) =>
      void calls.push(failures),
  } as unknown as History
  let published = (): void => undefined
  const isPublished = new Promise<void>((resolve) => (published = resolve))
  new Alarms({
    history,
    connectionOf: () => null,
    publish: (_publication, answer) => {
      answer(result)
      published()
    },
    onRing: () => undefined,
    log: { ...SILENT, warn: () => published() },
  })
  due({
    rings: [],
    failovers: [{ id: ID, step: 0, to: ['tv', '!pi'], isLast: false, ...failover }],
  })
  await isPublished
  return calls
}

it.each(['queue_full', 'storage_full', 'internal'] as const)(
  'after %s it is tried again, and the last time it is over and told',
  async (code) => {
    expect(await told({}, refuse(code))).toEqual([])
    expect(await told({ isLast: true }, refuse(code))).toEqual([[{ device: 'tv', reason: code }]])
  },
)

it('is over at once when it went out, or nobody is named so', async () => {
  expect(await told({}, ACCEPTED)).toEqual([[]])
  expect(await told({}, refuse('unknown_recipient'))).toEqual([
    [{ device: 'tv', reason: 'unknown_recipient' }],
  ])
})

it('that reached only some says whom it did not', async () => {
  const some = { ...ACCEPTED, full: ['desk'], unknown: ['lamp'] } as unknown as Accepted
  expect(await told({}, some)).toEqual([
    [
      { device: 'desk', reason: 'queue_full' },
      { device: 'lamp', reason: 'unknown_recipient' },
    ],
  ])
})

it('that could not even be read is over the last time', async () => {
  const broken = Promise.reject(new Error('the disk does not answer'))
  expect(await told({ isLast: true }, ACCEPTED, broken)).toEqual([
    [{ device: 'tv', reason: 'internal' }],
  ])
})

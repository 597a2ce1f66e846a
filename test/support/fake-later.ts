// What a pretended hub is asked that comes later or may be taken back, and how many unread ones it counts.

import { ticksOf } from '../../src/main/desktop/ticks'
import type { BellhopApi, CommandInput } from '../../src/shared/ipc'
import type { DeviceId } from '../../src/shared/model'
import type { FeedItem, UnreadBy } from '../../src/shared/views'
import type { FakeBellhop } from './fake-bellhop'

type LaterCommand = 'ticks' | 'scheduled' | 'cancel' | 'later' | 'undo' | 'unreadBy'
type What = CommandInput<'later'>['what']

let tokens = 0

/** These commands over a pretended hub. */
export function laterApi(fake: FakeBellhop): Pick<BellhopApi, LaterCommand> {
  return {
    scheduled: (input) => fake.answer('scheduled', input, () => fake.scheduled),
    ticks: (input) =>
      fake.answer('ticks', input, () =>
        input.ids.map((id) => ticksOf(id, fake.deliveries.get(id) ?? [])),
      ),
    unreadBy: () => fake.answer('unreadBy', undefined, () => unreadBy(fake.items)),
    cancel: (input) =>
      fake.answer('cancel', input, () => {
        const isThere = fake.scheduled.some(({ id }) => id === input.id)
        fake.scheduled = fake.scheduled.filter(({ id }) => id !== input.id)
        fake.tellCounts()
        return isThere
      }),
    later: (input) =>
      fake.answer('later', input, () => {
        const token = `later-${++tokens}`
        fake.waiting.set(token, input.what)
        return token
      }),
    undo: (input) => fake.answer('undo', input, () => fake.waiting.delete(input.token)),
  }
}

/** Does all that waits, or fails at it. */
export function carryOutAll(fake: FakeBellhop, problem: string | null): void {
  for (const [token, what] of fake.waiting) {
    fake.waiting.delete(token)
    if (problem === null) carryOut(fake, what)
    fake.emit('carriedOut', { token, problem, unknown: [], full: [] })
  }
}

function carryOut(fake: FakeBellhop, what: What): void {
  if (what.op === 'publish') publish(fake, what.draft)
  else if (what.op === 'erase') {
    fake.items = fake.items.filter(({ id }) => !what.ids.includes(id))
    fake.emit('removed', what.ids)
  } else {
    const isOne = ({ id }: FeedItem) => what.ids.includes(id)
    fake.items = fake.items.map((item) =>
      isOne(item) ? { ...item, isRead: true, isDismissed: true } : item,
    )
    fake.emit('changed', fake.items.filter(isOne))
  }
  fake.tellCounts()
}

function publish(fake: FakeBellhop, draft: Extract<What, { op: 'publish' }>['draft']): void {
  const { to, title = '', body = '', format, priority, attachments: ids = [] } = draft
  const from = { id: 'hub' as DeviceId, name: fake.status.name }
  const own = { lane: 'owner', isForHub: false, isRead: true } as const
  const files = ids.flatMap((id) => fake.stored.get(id) ?? [])
  const attachments = files.map((file) => ({ ...file, url: `/v1/attachments/${file.id}` }))
  const brought = attachments.length === 0 ? {} : { attachments }
  fake.arrive({ title, body, format, priority, to, from, ...brought, ...own })
}

function unreadBy(items: readonly FeedItem[]): UnreadBy {
  const devices: Record<string, number> = {}
  const topics: Record<string, number> = {}
  for (const { isForHub, isRead, from, to } of items) {
    if (!isForHub || isRead) continue
    devices[from.id] = (devices[from.id] ?? 0) + 1
    for (const one of to) {
      if (one.startsWith('#')) topics[one.slice(1)] = (topics[one.slice(1)] ?? 0) + 1
    }
  }
  return { devices, topics }
}

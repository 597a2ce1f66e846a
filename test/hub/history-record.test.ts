// What becomes of a notification on its way into the history: its number, repeats, full queues, guests,
// attachments.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { NewAttachment } from '../../src/main/hub/history/types'
import type { AttachmentId } from '../../src/shared/model'
import { GUESTS, QUEUE } from '../../src/shared/protocol/limits'
import { HandClock } from '../support/clock'
import {
  crashImage,
  idOf,
  note,
  openHistory,
  recorded,
  recordedTogether,
  saved,
  settle,
  waitingFor,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

describe('seq', () => {
  test('grows by one, also over a restart', async () => {
    const { history, dataDir } = await openHistory()
    const first = await recordedTogether(history, [note(), note(), note()])
    expect(first.map((result) => result.kind === 'stored' && result.seq)).toEqual([1, 2, 3])
    await history.close()
    const { history: again, opened } = await openHistory({ dataDir })
    expect(opened).toMatchObject({ newestSeq: 3, counts: { unread: 3, total: 3 } })
    expect(await recorded(again, note())).toEqual({ kind: 'stored', seq: 4, full: [] })
  })

  test('answers in the order in which it was asked', async () => {
    const { history } = await openHistory()
    const order: number[] = []
    const all = Array.from({ length: 2_500 }, (_, at) =>
      recorded(history, note()).then((result) => {
        order.push(at)
        return result.kind === 'stored' ? result.seq : 0
      }),
    )
    const seqs = await Promise.all(all)
    expect(seqs).toEqual(seqs.map((_, at) => at + 1))
    expect(order).toEqual(seqs.map((_, at) => at))
  })
})

describe('ref', () => {
  test('that was there with the same content answers what the first one was answered', async () => {
    const { history, dataDir } = await openHistory()
    const phone = await saved(history, 'phone')
    const first = note({ ref: 'r', digest: 'a', queued: [phone], unknown: ['nobody'] })
    expect(await recorded(history, first)).toMatchObject({ kind: 'stored', seq: 1 })
    const { id, timeMs, resolved, count, unknown } = first
    const answer = { kind: 'repeated', id, seq: 1, timeMs, resolved, count, unknown, full: [] }
    expect(await recorded(history, note({ ref: 'r', digest: 'a' }))).toEqual(answer)
    await history.close()
    const { history: again, opened } = await openHistory({ dataDir })
    expect(await recorded(again, note({ ref: 'r', digest: 'a' }))).toEqual(answer)
    expect(opened.counts.total).toBe(1)
  })

  test('with other content is a conflict; of another sender it is another ref', async () => {
    const { history } = await openHistory()
    await recorded(history, note({ ref: 'r', digest: 'a' }))
    expect(await recorded(history, note({ ref: 'r', digest: 'b' }))).toEqual({
      kind: 'refused',
      code: 'ref_conflict',
    })
    const other = note({ ref: 'r', digest: 'b', fromKey: 'somebody-else' })
    expect(await recorded(history, other)).toMatchObject({ kind: 'stored', seq: 2 })
  })

  test('twice in one transaction is stored once', async () => {
    const { history } = await openHistory()
    const results = await recordedTogether(history, [
      note({ ref: 'r', digest: 'a' }),
      note({ ref: 'r', digest: 'a' }),
      note({ ref: 'r', digest: 'b' }),
      note(),
    ])
    expect(results.map(({ kind }) => kind)).toEqual(['stored', 'repeated', 'refused', 'stored'])
    expect(results.map((result) => ('seq' in result ? result.seq : null))).toEqual([1, 1, null, 2])
  })
})

test('what cannot be stored for a reason of its own does not fail what came with it', async () => {
  const { history } = await openHistory()
  const poison = note({ data: { big: 1n } as never })
  const double = note({ id: idOf(500_000) })
  const results = await recordedTogether(history, [
    note({ id: idOf(500_000) }),
    poison,
    double,
    note(),
  ])
  expect(results).toEqual([
    { kind: 'stored', seq: 1, full: [] },
    { kind: 'refused', code: 'internal' },
    { kind: 'refused', code: 'internal' },
    { kind: 'stored', seq: 2, full: [] },
  ])
})

describe('a full queue', () => {
  test('leaves its device out, and refuses only what is for nobody else', async () => {
    const { history } = await openHistory()
    const [phone, desk] = [await saved(history, 'phone'), await saved(history, 'desk')]
    const flood = Array.from({ length: QUEUE.notifications }, () => note({ queued: [phone] }))
    const results = await recordedTogether(history, flood)
    expect(results.every(({ kind }) => kind === 'stored')).toBe(true)

    const refusal = { kind: 'refused', code: 'queue_full' }
    expect(await recorded(history, note({ queued: [phone] }))).toEqual(refusal)
    const both = await recorded(history, note({ queued: [phone, desk], body: 'both' }))
    expect(both).toMatchObject({ kind: 'stored', full: [phone] })
    const hub = await recorded(history, note({ queued: [phone], isForHub: true }))
    expect(hub).toMatchObject({ kind: 'stored', full: [phone] })
    const guest = await recorded(history, note({ queued: [phone], count: 2 }))
    expect(guest).toMatchObject({ kind: 'stored', full: [phone] })
    expect((await waitingFor(history, desk)).items.map(({ body }) => body)).toEqual(['both'])

    history.delivered(phone, [1])
    expect(await recorded(history, note({ queued: [phone] }))).toMatchObject({ full: [] })
  })

  test('is one of bytes too, and is known after a restart', async () => {
    const { history, dataDir } = await openHistory()
    const phone = await saved(history, 'phone')
    const large = { queued: [phone], body: 'x'.repeat(65_000), data: 'y'.repeat(16_000) }
    const most = Math.floor(QUEUE.bytes / 81_010)
    await recordedTogether(
      history,
      Array.from({ length: most }, () => note(large)),
    )
    expect(await recorded(history, note(large))).toMatchObject({ code: 'queue_full' })
    await history.close()
    const { history: again, opened } = await openHistory({ dataDir })
    expect(opened.devices).toMatchObject([{ key: phone, waiting: most }])
    expect(await recorded(again, note(large))).toMatchObject({ code: 'queue_full' })
    expect(await recorded(again, note({ queued: [phone] }))).toMatchObject({ kind: 'stored' })
  })
})

describe('guests', () => {
  const guest = (body: string) => note({ lane: 'guest', body, fromKey: 'guest-1' })

  test('make room for each other: the oldest read ones first, then the oldest unread', async () => {
    const { history } = await openHistory()
    const told: number[] = []
    history.onCounts(({ guestsDropped }) => told.push(guestsDropped))
    await recorded(history, note({ body: 'ours' }))
    const kept = Array.from({ length: GUESTS.kept }, (_, at) => guest(`guest ${String(at)}`))
    await recordedTogether(history, kept)
    await history.markRead(
      [kept[7], kept[9]].map((one) => one?.id ?? idOf(0)),
      true,
    )
    await recordedTogether(history, [guest('a'), guest('b'), guest('c')])
    const bodies = (await history.list({ limit: 1_000 })).map(({ body }) => body)
    expect(bodies).toHaveLength(GUESTS.kept + 1)
    expect(bodies.slice(0, 3)).toEqual(['ours', 'guest 1', 'guest 2'])
    for (const gone of ['guest 0', 'guest 7', 'guest 9']) expect(bodies).not.toContain(gone)
    expect(bodies.slice(-3)).toEqual(['a', 'b', 'c'])
    expect(told.at(-1)).toBe(3)
  })

  test('do not give the number of a dropped one again, and leave no delivery behind', async () => {
    const clock = new HandClock()
    const { history, dataDir } = await openHistory({ clock })
    const phone = await saved(history, 'phone')
    const to = (body: string) => ({ ...guest(body), queued: [phone], timeMs: clock.nowMs() })
    await recordedTogether(
      history,
      Array.from({ length: GUESTS.kept }, (_, at) => to(`guest ${String(at)}`)),
    )
    await settle(history, clock)
    await settle(history, clock)
    await recordedTogether(history, [to('a'), to('b')])
    const waiting = await waitingFor(history, phone)
    expect(waiting.items[0]?.body).toBe('guest 2')
    expect(waiting.items).toHaveLength(GUESTS.kept)
    await history.close()
    const { opened } = await openHistory({ dataDir, clock })
    expect(opened).toMatchObject({
      newestSeq: GUESTS.kept + 2,
      counts: { total: GUESTS.kept },
      devices: [{ waiting: GUESTS.kept }],
    })
  })
})

describe('attachments', () => {
  const ID = '01J00000000000000000000001' as AttachmentId
  const attachment: NewAttachment = {
    id: ID,
    name: 'photo.png',
    mime: 'image/png',
    size: 4,
    bytes: new Uint8Array([1, 2, 3, 4]),
  }

  test('S-54 are files of their own, known by every notification that refers to them', async () => {
    const { history, dataDir } = await openHistory()
    const [phone, desk] = [await saved(history, 'phone'), await saved(history, 'desk')]
    const first = note({ queued: [phone], attachments: [attachment] })
    await recorded(history, first)
    const forward = note({
      queued: [desk],
      refs: [ID],
      forwardedId: first.id,
    })
    await recorded(history, forward)
    const path = join(dataDir, 'attachments', ID)
    expect([...readFileSync(path)]).toEqual([1, 2, 3, 4])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(await history.attachment(ID)).toEqual({
      path,
      name: 'photo.png',
      mime: 'image/png',
      size: 4,
      sha256: createHash('sha256').update(attachment.bytes).digest('hex'),
      fromKey: 'sensor',
      queued: [phone, desk],
    })
    const shown = { id: ID, name: 'photo.png', mime: 'image/png', size: 4 }
    expect((await history.one(forward.id))?.item).toMatchObject({
      attachments: [{ ...shown, url: `/v1/attachments/${ID}` }],
      forwarded: { by: 'hub', id: first.id },
    })
  })

  test('that are there already are not overwritten', async () => {
    const { history, dataDir } = await openHistory()
    await recorded(history, note({ attachments: [attachment] }))
    const other = { ...attachment, bytes: new Uint8Array([9, 9, 9, 9]) }
    expect(await recorded(history, note({ attachments: [other] }))).toMatchObject({
      code: 'internal',
    })
    expect([...readFileSync(join(dataDir, 'attachments', ID))]).toEqual([1, 2, 3, 4])
    expect(await history.attachment(ID)).not.toBeNull()
  })

  test('go with the last notification that refers to them', async () => {
    const { history, dataDir } = await openHistory()
    const lane = 'guest'
    await recorded(history, note({ lane, attachments: [attachment] }))
    await recorded(history, note({ lane, refs: [ID] }))
    const others = (count: number) =>
      recordedTogether(
        history,
        Array.from({ length: count }, () => note({ lane })),
      )
    await others(GUESTS.kept - 1)
    expect(readdirSync(join(dataDir, 'attachments'))).toEqual([ID])
    await others(1)
    expect(readdirSync(join(dataDir, 'attachments'))).toEqual([])
    expect(await history.attachment(ID)).toBeNull()
  })

  test('that a crash left without a row are removed; foreign files are not', async () => {
    const { history, dataDir } = await openHistory()
    await recorded(history, note({ attachments: [attachment] }))
    const image = crashImage(dataDir)
    writeFileSync(join(image, 'attachments', '01J00000000000000000000002'), 'left over')
    writeFileSync(join(image, 'attachments', 'mine.txt'), 'not ours')
    await openHistory({ dataDir: image })
    expect(readdirSync(join(image, 'attachments')).sort()).toEqual([ID, 'mine.txt'])
  })
})

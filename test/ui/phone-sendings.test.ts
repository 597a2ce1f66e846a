// Messages with files on their way, in a browser without a database: what happens between them and a client. With both in
// a real browser: test/web/photo.spec.ts.

import { describe, expect, test, vi } from 'vitest'
import { failure } from '../../src/client/outbox'
import type { Client, Draft } from '../../src/client/types'
import { ROOM, Sendings } from '../../src/renderer/phone/sendings.svelte'
import { Shelf } from '../../src/renderer/phone/shelf'

const FILE = new File(['x'], 'x.txt')

/** A hub that says what the test wants: the answers to uploads, in order; then it takes them all. */
function fakeClient(answers: Error[] = []) {
  const published: Draft[] = []
  let stored = 0
  const client = {
    outbox: [],
    attach: () => {
      const error = answers.shift()
      return error ? Promise.reject(error) : Promise.resolve({ id: `f${String(stored++)}` })
    },
    publish: (draft: Draft) => {
      published.push(draft)
      return new Promise(() => undefined)
    },
  }
  return { client: client as unknown as Client, published }
}

async function sending(answers: Error[] = []) {
  const sendings = new Sendings(new Shelf())
  const { client, published } = fakeClient(answers)
  await sendings.open(client)
  const isKept = await sendings.put({ to: 'tv' }, [FILE, FILE], 1)
  return { sendings, published, isKept }
}

describe('a message with files', () => {
  test('is sent once its files are there, and waits until the hub has it', async () => {
    const { sendings, published, isKept } = await sending()
    expect(isKept).toBe(false)
    await vi.waitFor(() => expect(published).toHaveLength(1))
    const ref = published[0]?.ref ?? ''
    expect(published).toEqual([{ to: 'tv', ref, attachments: ['f0', 'f1'] }])
    expect(sendings.list).toMatchObject([{ isHanded: true, share: 1, isPassing: true }])
    expect(await sendings.accepted(ref)).toMatchObject({ draft: { to: 'tv' }, files: [FILE, FILE] })
    expect(sendings.list).toEqual([])
    expect(await sendings.accepted(ref)).toBeUndefined()
  })

  test('sends its files again when the hub let them go, but not for ever', async () => {
    const { sendings, published } = await sending()
    await vi.waitFor(() => expect(published).toHaveLength(1))
    expect(sendings.refused('of others', 'unknown_id')).toBe(false)
    expect(sendings.refused(published[0]?.ref ?? '', 'unknown_id')).toBe(true)
    await vi.waitFor(() => expect(published).toHaveLength(2))
    const { ref = '', attachments } = published[1] ?? {}
    expect(ref).not.toBe(published[0]?.ref)
    expect(attachments).toEqual(['f2', 'f3'])
    expect(sendings.refused(ref, 'unknown_id')).toBe(true)
    expect(sendings.list).toMatchObject([{ failed: 'unknown_id', isHanded: false }])
  })

  test('that the hub has already, under other IDs of its files, is done', async () => {
    const { sendings, published } = await sending()
    await vi.waitFor(() => expect(published).toHaveLength(1))
    expect(sendings.refused(published[0]?.ref ?? '', 'ref_conflict')).toBe(true)
    expect(sendings.list).toEqual([])
  })

  test('waits where the hub has no room now, and says so where it refuses for good', async () => {
    vi.useFakeTimers()
    const full = await sending([failure('storage_full', 'Full.', { retryAfter: 20 })])
    await vi.advanceTimersByTimeAsync(19_000)
    expect(full.published).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(full.published).toHaveLength(1)
    vi.useRealTimers()
    const never = await sending([failure('forbidden', 'No.')])
    await vi.waitFor(() => expect(never.sendings.list).toMatchObject([{ failed: 'forbidden' }]))
    never.sendings.again(never.sendings.list[0]?.ref ?? '')
    await vi.waitFor(() => expect(never.published).toHaveLength(1))
  })

  test('is taken as long as there is room for all that waits', async () => {
    const sendings = new Sendings(new Shelf())
    expect(sendings.hasRoom(ROOM)).toBe(true)
    await sendings.put({ to: 'tv' }, [FILE], 1)
    expect(sendings.hasRoom(ROOM)).toBe(false)
    expect(sendings.hasRoom(ROOM - FILE.size)).toBe(true)
  })
})

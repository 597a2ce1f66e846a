// What a phone's browser keeps: which notifications, how many, and what it is itself.

import { describe, expect, test, vi } from 'vitest'
import type { Notification } from '../../src/client/types'
import { noticesOf } from '../../src/renderer/phone/abilities'
import { Box } from '../../src/renderer/phone/box.svelte'
import {
  kindOf,
  newProfile,
  readInvitation,
  readProfile,
  writeProfile,
} from '../../src/renderer/phone/profile'

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148'
const TABLET = 'Mozilla/5.0 (Linux; Android 15; SM-X710) Chrome/140.0 Safari/537.36'

function note(seq: number, more: Partial<Notification> = {}): Notification {
  return {
    id: `01M8${String(seq).padStart(22, '0')}`,
    seq,
    time: '2026-11-22T16:58:06.202Z',
    from: { id: 'door', name: 'Door' },
    to: ['phone'],
    format: 'text',
    priority: 3,
    body: 'x',
    ...more,
  }
}

/** A storage that takes so many characters. */
class Small implements Storage {
  readonly #values = new Map<string, string>()
  constructor(private readonly most: number) {}
  get length(): number {
    return this.#values.size
  }
  key = () => null
  clear = () => this.#values.clear()
  getItem = (key: string) => this.#values.get(key) ?? null
  removeItem = (key: string) => void this.#values.delete(key)
  setItem = (key: string, value: string) => {
    if (value.length > this.most) throw new DOMException('full', 'QuotaExceededError')
    this.#values.set(key, value)
  }
}

const seqs = (box: Box): number[] => box.items.map(({ seq }) => seq)

describe('the box', () => {
  test('keeps each once, newest first, over a reload', async () => {
    const storage = new Small(1e7)
    const box = new Box(storage)
    await box.add([note(1), note(3)])
    await box.add([note(2), note(3)])
    expect(seqs(new Box(storage))).toEqual([3, 2, 1])
  })

  test('a newer one takes the place of the one that it replaces', async () => {
    const box = new Box(new Small(1e7))
    await box.add([note(1), note(2)])
    await box.add([note(3, { replaces: note(1).id })])
    expect(seqs(box)).toEqual([3, 2])
  })

  test('keeps 200 and no more, and fewer where there is less room', async () => {
    const many = Array.from({ length: 260 }, (_, at) => note(at + 1))
    const wide = new Small(1e7)
    await new Box(wide).add(many)
    expect(seqs(new Box(wide))).toHaveLength(200)
    const narrow = new Small(10_000)
    await new Box(narrow).add(many)
    const kept = seqs(new Box(narrow))
    expect(kept[0]).toBe(260)
    expect(kept.length).toBeGreaterThan(10)
    expect(kept.length).toBeLessThan(60)
  })

  test('what comes at once is taken and written at once, and the newest 200 are shown', async () => {
    const storage = new Small(1e7)
    const write = vi.spyOn(storage, 'setItem')
    const cameAtOnce: number[] = []
    const box = new Box(storage, (items) => cameAtOnce.push(items.length))
    await Promise.all(Array.from({ length: 1_000 }, (_, at) => box.add([note(at + 1)])))
    await box.add([note(1_001), note(1_001)])
    expect(cameAtOnce).toEqual([1_000, 1])
    expect(write).toHaveBeenCalledTimes(2)
    expect(seqs(box)).toHaveLength(200)
    expect(seqs(box)[0]).toBe(1_001)
  })

  test('what just came is there for whoever changes it, and after a word of another tab', async () => {
    const storage = new Small(1e7)
    const box = new Box(storage)
    await box.add([note(1)])
    const coming = box.add([note(2), note(3)])
    box.read(note(2).id)
    box.remove(note(1).id)
    expect(box.items.map(({ seq, isRead }) => [seq, isRead])).toEqual([
      [3, false],
      [2, true],
    ])
    storage.setItem('bellhop box', JSON.stringify([{ ...note(7), isRead: true, answers: [] }]))
    box.reload()
    expect(seqs(box)).toEqual([7, 3, 2])
    await coming
    expect(seqs(new Box(storage))).toEqual([7, 3, 2])
  })

  test('is written when the page ends, whatever it waits for', async () => {
    const storage = new Small(1e7)
    const box = new Box(storage)
    await box.add([note(1)])
    const coming = box.add([note(2)])
    box.flush()
    expect(seqs(new Box(storage))).toEqual([2, 1])
    await coming
  })

  test('keeps what came before a hub counted anew behind what comes', async () => {
    const box = new Box(new Small(1e7))
    await box.add([note(500), note(501)])
    box.restart()
    await box.add([note(1, { id: `01N8${'1'.padStart(22, '0')}` })])
    expect(box.items.map(({ id }) => id.slice(0, 4))).toEqual(['01N8', '01M8', '01M8'])
    expect(box.items[1]?.id).toBe(note(501).id)
  })

  test('what cannot be read is nothing, not an error', () => {
    const storage = new Small(1e7)
    for (const text of ['{', '7', '"x"', 'null']) {
      storage.setItem('bellhop box', text)
      expect(new Box(storage).items).toEqual([])
    }
  })

  test('says what became of an answer, by its name, also after a start', async () => {
    const storage = new Small(1e7)
    const first = new Box(storage)
    await first.add([note(1), note(2)])
    const answer = { text: 'on my way', timeMs: 7, state: 'waiting' } as const
    for (const ref of ['a', 'b', 'c']) first.answer(note(1).id, { ...answer, ref })
    await first.add([])
    const box = new Box(storage)
    const states = () => box.one(note(1).id)?.answers.map(({ ref, state }) => [ref, state])
    expect(states()).toEqual(['a', 'b', 'c'].map((ref) => [ref, 'waiting']))
    box.settle(['b'])
    box.became('c', 'failed')
    box.became('of nobody', 'failed')
    const told = [
      ['a', 'sent'],
      ['b', 'waiting'],
      ['c', 'failed'],
    ]
    expect(states()).toEqual(told)
    box.settle(['b'])
    expect(states()).toEqual(told)
  })
})

describe('notifications of the system', () => {
  const many = (count: number) => `${String(count)} more`

  test('are one each as long as they are few', () => {
    const few = [note(1, { title: 'Water', body: 'wet' }), note(2, { body: 'bare' })]
    expect(noticesOf(few, many)).toMatchObject([
      { head: 'Water', options: { body: 'wet', tag: note(1).id } },
      { head: 'bare', options: { body: 'Door' } },
    ])
  })

  test('of a thousand at once are the most urgent three, and how many there are', () => {
    const all = Array.from({ length: 1_000 }, (_, at) =>
      note(at, at === 700 ? { priority: 5 } : {}),
    )
    const notices = noticesOf(all, many)
    expect(notices).toHaveLength(4)
    expect(notices[0]?.options.tag).toBe(note(700).id)
    expect(notices[3]).toMatchObject({ head: '997 more', options: { body: 'Door' } })
  })
})

describe('who this is', () => {
  test('is kept, and somebody else where nothing is', () => {
    const storage = new Small(1e7)
    const profile = newProfile(IPHONE)
    writeProfile(storage, profile)
    expect(readProfile(storage, IPHONE)).toEqual(profile)
    expect(readProfile(new Small(0), IPHONE).id).not.toBe(profile.id)
    storage.setItem('bellhop profile', '{"id":7}')
    expect(readProfile(storage, IPHONE).id).toMatch(/^iphone-[0-9a-f]{6}$/)
  })

  test('is told from what the browser says', () => {
    expect([kindOf(IPHONE), kindOf(TABLET), kindOf('Mozilla/5.0 (X11; Linux)')]).toEqual([
      'phone',
      'tablet',
      'browser',
    ])
    expect(newProfile(TABLET)).toMatchObject({ name: 'Android Tablet', isKnown: false })
  })

  test.each([
    ['#pair=abc&key=k-_', { secret: 'abc', key: 'k-_', isWall: false }],
    ['#wall', { secret: null, key: null, isWall: true }],
    ['', { secret: null, key: null, isWall: false }],
  ])('%s behind the address', (hash, said) => {
    expect(readInvitation(hash)).toEqual(said)
  })
})

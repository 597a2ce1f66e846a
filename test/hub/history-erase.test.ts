// What is erased is gone: from every file of the data folder, byte by byte, and whatever cuts it off.

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { DeviceId, NotificationId } from '../../src/shared/model'
import type { Erasure } from '../../src/shared/views'
import { note } from '../support/history'
import { copyOf, ulidOf, World } from '../support/store-world'

vi.setConfig({ testTimeout: 60_000 })

const PER_KIND = 300
const numbers = Array.from({ length: 2 * PER_KIND }, (_, at) => at)

function erase(world: World, what: Erasure): unknown {
  return world.answer({ op: 'erase', id: 1, what })
}

/** Letters that stand nowhere else. An index leaves out how one begins if the one before it does so too. */
function wordOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 30)
  return hash.replace(/[0-9]/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))
}
const traceOf = (word: string) => word.slice(6)
const secretOf = (at: number) => wordOf(`secret ${String(at)}`)
const openOf = (at: number) => wordOf(`public ${String(at)}`)

/** Which of these words still stand in a file of a folder, at any depth. */
function left(folder: string, words: readonly string[], name = ''): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes(name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  return words.filter((word) => files.some((bytes) => bytes.includes(traceOf(word))))
}

function writtenBy(word: string, at: number, ref: string) {
  const bytes = new TextEncoder().encode(`file of ${word}`)
  const content = {
    title: `title ${word}`,
    body: `${word} ${'long '.repeat((at % 40) * 40)}${word}`,
    tags: [word],
    replace: word,
    data: { word },
    actions: [{ id: 'ok', label: word, reply: true }] as const,
  }
  const file = { id: ulidOf(at), name: word, mime: 'text/plain', size: bytes.length, bytes }
  const attachments = at % 50 === 0 ? [file] : []
  return {
    fromKey: `nas-${String(at % 7)}`,
    ref,
    digest: word,
    receipts: true,
    content,
    attachments,
  } as const
}

/** Secret and public ones in turn, with all that may happen to one. */
function fill(world: World): { secret: NotificationId[]; open: NotificationId[] } {
  const phone = world.device('phone')
  const secret: NotificationId[] = []
  const open: NotificationId[] = []
  for (let at = 0; at < 2 * PER_KIND; at++) {
    const isSecret = at % 2 === 0
    const word = isSecret ? secretOf(at) : openOf(at)
    const one = note({ timeMs: world.nowMs + at, queued: at % 3 === 0 ? [phone] : [] })
    ;(isSecret ? secret : open).push(one.id)
    world.record({ ...one, ...writtenBy(word, at, `${String((at * 7919) % 997)} ${word}`) })
    if (at % 100 === 99) world.settle()
  }
  const by = { id: 'phone' as DeviceId, name: 'phone' }
  const pressed = { device: phone, by, state: 'acted', action: 'ok', text: secretOf(0) } as const
  world.change({ op: 'react', id: 1, reacting: { ids: [secret[0] ?? ulid()], ...pressed } })
  world.change({ op: 'markRead', id: 1, ids: [...secret, ...open].slice(10, 200), isRead: true })
  world.settle()
  for (let round = 0; round < 50; round++) for (const step of world.store.index()) void step
  return { secret, open }
}

const ulid = () => ulidOf(0) as string as NotificationId

describe('what is erased', () => {
  test('leaves no byte of it in the data folder', () => {
    const world = new World()
    const { secret, open } = fill(world)
    const { dataDir } = world
    for (const name of [
      'history.db.v3-1',
      'history.db.corrupt-2026',
      'history.db.corrupt-2026-wal',
    ])
      writeFileSync(join(dataDir, name), secretOf(2))
    mkdirSync(join(dataDir, 'backups'))
    writeFileSync(join(dataDir, 'backups', 'history.db'), secretOf(2))
    const words = secret.map((_, at) => secretOf(2 * at))
    expect(left(dataDir, words)).toEqual(words)
    expect(left(dataDir, words, 'search.db').length).toBeGreaterThan(100)
    expect(erase(world, { ids: secret.slice(0, 100) })).toEqual({ count: 100, copies: 4 })
    expect(erase(world, { ids: secret.slice(100) })).toEqual({ count: PER_KIND - 100, copies: 0 })
    expect(left(dataDir, words)).toEqual([])
    world.settle()
    for (let round = 0; round < 50; round++) for (const step of world.store.index()) void step
    expect(left(dataDir, words)).toEqual([])
    expect(world.items().map(({ id }) => id)).toEqual(open)
    const search = (text: string) => ({ since: 0, limit: 9, search: text })
    expect(world.answer({ op: 'list', id: 1, query: search(openOf(1)) })).toHaveLength(1)
  })

  test('is all, with what is scheduled and what waits, and no number comes again', () => {
    const world = new World()
    fill(world)
    world.record({ dueMs: world.nowMs + 9_999, content: { body: secretOf(99_999) } })
    expect(erase(world, { all: true })).toEqual({ count: 2 * PER_KIND + 1, copies: 0 })
    const all = [secretOf(99_999), ...numbers.flatMap((at) => [secretOf(at), openOf(at)])]
    expect(left(world.dataDir, all)).toEqual([])
    expect(world.items()).toEqual([])
    const phone = world.store.opened().devices[0]
    expect(phone).toMatchObject({ id: 'phone', waiting: 0 })
    expect(world.record({})).toEqual([2 * PER_KIND + 1])
  })

  test('is what came before a time, and what is scheduled stays', () => {
    const world = new World()
    world.record({ timeMs: 10 }, { timeMs: 30 }, { timeMs: 20 }, { dueMs: world.nowMs + 9 })
    expect(world.answer({ op: 'countBefore', id: 1, timeMs: 21 })).toBe(2)
    expect(erase(world, { beforeMs: 21 })).toEqual({ count: 2, copies: 0 })
    expect(world.answer({ op: 'countBefore', id: 1, timeMs: 21 })).toBe(0)
    expect(world.seqs()).toEqual([2])
    const page = world.answer({ op: 'scheduled', id: 1, byMs: Infinity, limit: 9 })
    expect(page).toMatchObject({ items: [{ dueMs: world.nowMs + 9 }] })
  })

  test('is nothing where one of the IDs is not there', () => {
    const world = new World()
    const one = note()
    world.record(one)
    expect(erase(world, { ids: [one.id, ulid()] })).toBeNull()
    expect(world.seqs()).toEqual([1])
  })
})

describe('erasing', () => {
  test('goes in steps between which others write first, one after the other', () => {
    const world = new World()
    world.record(...Array.from({ length: 3_000 }, () => ({})))
    const first = world.store.run({ op: 'erase', id: 1, what: { all: true } }, world.nowMs)
    expect(first.next().done).toBe(false)
    const second = world.store.run({ op: 'erase', id: 2, what: { all: true } }, world.nowMs)
    expect(second.next().done).toBe(false)
    expect(world.record({ content: { body: 'between' } })).toEqual([3_001])
    let steps = 0
    for (let step = first.next(); !step.done; step = first.next()) steps++
    expect(steps).toBeGreaterThan(10)
    expect(world.seqs()).toEqual([3_001])
    for (let step = second.next(); !step.done; step = second.next());
    expect(world.seqs()).toEqual([3_001])
  })

  test('goes on after a crash at any of its steps', () => {
    const world = new World()
    const { open } = fill(world)
    const before = { beforeMs: world.nowMs + PER_KIND }
    const steps = world.store.run({ op: 'erase', id: 1, what: before }, world.nowMs)
    const gone = numbers.slice(0, PER_KIND).map((at) => (at % 2 === 0 ? secretOf(at) : openOf(at)))
    const counts = new Set<number>()
    while (!steps.next().done) {
      const crashed = new World(copyOf(world.dataDir))
      counts.add(crashed.items().length)
      for (let round = 0; round < 5; round++) crashed.settle()
      expect(crashed.items()).toHaveLength(PER_KIND)
      expect(left(crashed.dataDir, gone)).toEqual([])
      expect(crashed.items().at(-1)?.id).toBe(open.at(-1))
    }
    expect(counts.size).toBeGreaterThan(1)
  })
})

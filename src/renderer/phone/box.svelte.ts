// What came to this device, and what was answered: kept in the browser's storage, which all its tabs share. Knows no
// connection.

import type { Notification as Came } from '../../client/types'
import type { Notification } from '../../shared/model'

export type Answer = Readonly<{
  /** Its name at the hub. */
  ref: string
  text: string
  /** Names of what went with it. */
  files?: readonly string[]
  timeMs: number
  state: 'waiting' | 'sent' | 'failed'
}>
/** One that came, newest first. */
export type Item = Notification & Readonly<{ isRead: boolean; answers: readonly Answer[] }>

const PLACE = 'bellhop box'
const MOST = 200
/** UTF-16 units in all; a browser gives about five million. */
const SIZE = 1_500_000

export class Box {
  #items = $state.raw<readonly Item[]>([])
  readonly #storage: Storage
  #saving: Promise<void> | null = null

  constructor(storage: Storage) {
    this.#storage = storage
    this.reload()
  }

  get items(): readonly Item[] {
    return this.#items
  }
  get unread(): number {
    return this.#items.filter(({ isRead }) => !isRead).length
  }

  one(id: string): Item | undefined {
    return this.#items.find((item) => item.id === id)
  }

  /** Another tab has written. */
  reload(): void {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(PLACE) ?? '[]')
      this.#items = Array.isArray(kept) ? (kept as Item[]) : []
    } catch {
      this.#items = []
    }
  }

  /** One came, or several of the history; resolves when they are kept. */
  add(came: readonly Came[], isRead = false): Promise<void> {
    const known = this.#items.map(({ id }) => id as string)
    const fresh = came.filter(({ id }) => !known.includes(id))
    const replaced = fresh.map(({ replaces }) => replaces)
    const items = fresh.map((one) => ({ ...(one as Notification), isRead, answers: [] }))
    const rest = this.#items.filter(({ id }) => !replaced.includes(id))
    this.#items = [...items, ...rest].toSorted((one, other) => other.seq - one.seq)
    return this.#save()
  }

  read(id: string): void {
    this.#change(id, () => ({ isRead: true }))
  }

  remove(id: string): void {
    this.#items = this.#items.filter((item) => item.id !== id)
    void this.#save()
  }

  /** Something was answered from here. */
  answer(id: string, answer: Answer): void {
    this.#change(id, ({ answers }) => ({ answers: [...answers, answer] }))
  }

  /** The hub has an answer, or refused it. */
  became(ref: string, state: Answer['state']): void {
    const item = this.#items.find(({ answers }) => answers.some((one) => one.ref === ref))
    if (!item) return
    const answers = item.answers.map((one) => (one.ref === ref ? { ...one, state } : one))
    this.#change(item.id, () => ({ answers }))
  }

  /** What waits no more is sent, also from an earlier start; a refusal is told by itself. */
  settle(waiting: readonly string[]): void {
    const isDone = ({ ref, state }: Answer): boolean =>
      state === 'waiting' && !waiting.includes(ref)
    const done = this.#items.flatMap(({ answers }) => answers.filter(isDone))
    for (const { ref } of done) this.became(ref, 'sent')
  }

  clear(): void {
    this.#items = []
    void this.#save()
  }

  #change(id: string, change: (item: Item) => Partial<Item>): void {
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...change(item) } : item))
    void this.#save()
  }

  /** All changes of one turn at once. */
  #save(): Promise<void> {
    this.#saving ??= Promise.resolve().then(() => {
      this.#saving = null
      this.#write(MOST)
    })
    return this.#saving
  }

  /** As many as there is room for; the oldest go. */
  #write(most: number): void {
    let left = SIZE
    const texts = this.#items.slice(0, most).map((item) => JSON.stringify(item))
    const kept = texts.filter((text) => (left -= text.length) > 0)
    try {
      this.#storage.setItem(PLACE, `[${kept.join(',')}]`)
    } catch {
      if (most > 1) this.#write(Math.floor(most / 2))
    }
  }
}

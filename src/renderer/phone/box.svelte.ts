// What came to this device, and what was answered: kept in the browser's storage, which all its tabs share. Knows no
// connection.

import type { Notification as Came } from '../../client/types'
import type { Notification } from '../../shared/model'
import { newIn, withNew } from './arrivals'

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
/** What comes within so long after the last is taken and written at once: a thousand are not a thousand changes. */
const GATHER_MS = 150

export class Box {
  #items = $state.raw<readonly Item[]>([])
  readonly #storage: Storage
  readonly #onCame: (items: readonly Item[]) => void
  /** They came, and are not among the others yet. */
  #coming: readonly Item[] = []
  /** They are, and are not written yet. */
  #unkept: readonly Item[] = []
  #keeping: Promise<void> | null = null
  #keptMs = -GATHER_MS

  /** `onCame`: these are among the others now, all that came at once. */
  constructor(storage: Storage, onCame: (items: readonly Item[]) => void = () => undefined) {
    this.#storage = storage
    this.#onCame = onCame
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

  /** Another tab has written. What came here meanwhile is not in that. */
  reload(): void {
    this.#items = this.#read()
    this.#coming = [...this.#unkept, ...this.#coming]
    this.#take()
  }

  #read(): readonly Item[] {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(PLACE) ?? '[]')
      return Array.isArray(kept) ? (kept as Item[]) : []
    } catch {
      return []
    }
  }

  /** The hub counts anew: what was before stays behind what comes. */
  restart(): void {
    this.#take()
    this.#items = this.#items.map((item, at) => ({ ...item, seq: -at }))
    void this.#keep()
  }

  /** One came, or several of the history; resolves when they are kept. */
  add(came: readonly Came[], isRead = false): Promise<void> {
    const items = came.map((one) => ({ ...(one as Notification), isRead, answers: [] }))
    this.#coming = [...this.#coming, ...items]
    return this.#keep()
  }

  read(id: string): void {
    this.#change(id, () => ({ isRead: true }))
  }

  remove(id: string): void {
    this.#take()
    this.#items = this.#items.filter((item) => item.id !== id)
    void this.#keep()
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
    this.#coming = []
    this.#items = []
    void this.#keep()
  }

  /** Writes what was not written yet, as the page may end now. */
  flush(): void {
    this.#keeping = null
    this.#take()
    this.#unkept = []
    this.#write(MOST)
    this.#keptMs = performance.now()
  }

  #change(id: string, change: (item: Item) => Partial<Item>): void {
    this.#take()
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...change(item) } : item))
    void this.#keep()
  }

  /** Puts what came among the others. */
  #take(): void {
    const fresh = newIn(this.#coming, this.#items)
    this.#coming = []
    if (fresh.length === 0) return
    this.#items = withNew(fresh, this.#items).slice(0, MOST)
    this.#unkept = [...this.#unkept, ...fresh]
    this.#onCame(fresh)
  }

  /** At once after a time of quiet, else all together. */
  #keep(): Promise<void> {
    this.#keeping ??= this.#pause().then(() => this.flush())
    return this.#keeping
  }

  #pause(): Promise<void> {
    const ms = this.#keptMs + GATHER_MS - performance.now()
    return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()
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

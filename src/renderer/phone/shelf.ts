// Where messages with files lie until the hub has them: the browser's database, which all its tabs share and which plain
// http has as well. Knows no connection.

import type { Draft } from '../../client/types'

/** A message and its files, as they were chosen. */
export type Kept = Readonly<{
  /** Its name at the hub, so that it arrives once. */
  ref: string
  timeMs: number
  draft: Draft
  files: readonly File[]
  /** The code with which the hub refused it. */
  failed: string | null
}>

const NAME = 'bellhop'
const STORE = 'sendings'

export class Shelf {
  #opening: Promise<IDBDatabase> | null = null

  /** All of them, oldest first. */
  async all(): Promise<readonly Kept[]> {
    const found = await this.#do<Kept[]>('readonly', (store) => store.getAll())
    return found.toSorted((one, other) => one.timeMs - other.timeMs)
  }

  async one(ref: string): Promise<Kept | undefined> {
    return this.#do<Kept | undefined>('readonly', (store) => store.get(ref))
  }

  /** Keeps one; answers it with files that are the browser's own, whatever becomes of those that were chosen. */
  async put(one: Kept): Promise<Kept> {
    await this.#do('readwrite', (store) => store.put(one))
    return this.#do<Kept>('readonly', (store) => store.get(one.ref))
  }

  async remove(ref: string): Promise<void> {
    await this.#do('readwrite', (store) => store.delete(ref))
  }

  async clear(): Promise<void> {
    await this.#do('readwrite', (store) => store.clear())
  }

  /** Rejects where the browser has no database, or no room in it. */
  async #do<Value>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest,
  ): Promise<Value> {
    const database = await (this.#opening ??= open())
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result as Value)
      transaction.onabort = () => reject(transaction.error ?? new Error('The database gave up.'))
    })
  }
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'ref' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('There is no database.'))
  })
}

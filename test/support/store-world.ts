// A history in the test's own thread, on a real file: its steps are taken one by one, at times that the test says.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import type { Answer, Change, Job } from '../../src/main/hub/history/messages'
import { Store } from '../../src/main/hub/history/store'
import type { DeviceKey, NewNotification, Recorded } from '../../src/main/hub/history/types'
import type { AttachmentId, Content, DeviceId } from '../../src/shared/model'
import { keepOf, type Keep } from '../../src/shared/retention'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import type { FeedItem } from '../../src/shared/views'
import { temporaryFolder } from './hub'
import { note } from './note'

const DAY_MS = 86_400_000
const BEGUN_MS = Date.parse('2026-11-22T12:00:00.000Z')
/** The usual limits. */
export const KEEP = keepOf(DEFAULT_SETTINGS)

type Given = Partial<Omit<NewNotification, 'content'>> & Readonly<{ content?: Partial<Content> }>

/** The history; whatever is refused throws. */
export class World {
  readonly store: Store
  nowMs: number

  constructor(
    readonly dataDir = temporaryFolder(),
    { nowMs = BEGUN_MS, keep = KEEP }: { nowMs?: number; keep?: Keep } = {},
  ) {
    this.nowMs = nowMs
    this.store = new Store({ dataDir, nowMs }, () => undefined)
    onTestFinished(() => this.store.close(this.nowMs))
    this.keep(keep)
  }

  keep(keep: Keep): void {
    this.store.write([{ op: 'keep', keep }], this.nowMs)
  }

  record(...given: readonly Given[]): number[] {
    const writes = given.map(({ content, ...more }) => {
      const one = note({ timeMs: this.nowMs, ...more })
      const notification = { ...one, content: { ...one.content, ...content } }
      return { op: 'record' as const, notification }
    })
    const { recorded } = this.store.write(writes, this.nowMs)
    return recorded.map((one: Recorded) => (one.kind === 'stored' ? one.seq : 0))
  }

  change(change: Change): unknown {
    return valueOf(this.store.write([change], this.nowMs).answers[0])
  }

  answer(job: Job): unknown {
    const steps = this.store.run(job, this.nowMs)
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return valueOf(step.value)
  }

  device(id: string): DeviceKey {
    const device = { id: id as DeviceId, name: id, kind: 'other', by: 'token' } as const
    const saved = { ...device, key: null, tokenHash: null, seenMs: 0 }
    return this.change({ op: 'saveDevice', id: 1, device: saved }) as DeviceKey
  }

  /** Lets go what is to go by now. */
  settle(): void {
    this.store.follow(this.nowMs, 0)
    for (const step of this.store.tick(this.nowMs)) expect(step).toBeUndefined()
    for (const step of this.store.keep(this.nowMs)) expect(step).toBeUndefined()
  }

  /** Lives through so many days, a step each. */
  live(days: number): void {
    for (let day = 0; day < days; day++) {
      this.nowMs += DAY_MS
      this.settle()
    }
  }

  items(): readonly FeedItem[] {
    return this.answer({ op: 'list', id: 1, query: { since: 0, limit: 1_000_000 } }) as FeedItem[]
  }

  seqs(): number[] {
    return this.items().map(({ seq }) => seq)
  }
}

function valueOf(answer: Answer | undefined): unknown {
  if (answer?.ok !== true) throw new Error('The history refused it.')
  return answer.value
}

export const ulidOf = (at: number) => String(at).padStart(26, '0') as AttachmentId

/** A file of so many bytes, by a number of the test's. */
export function attachment(at: number, bytes: number) {
  const id = ulidOf(at)
  return { id, name: 'a.bin', mime: 'text/plain', size: bytes, bytes: new Uint8Array(bytes) }
}

/** The files as a crash would leave them: a history that is open cannot be opened again. */
export function copyOf(dataDir: string): string {
  const folder = temporaryFolder()
  cpSync(dataDir, folder, { recursive: true })
  return folder
}

/** Every table of a history, row by row. */
export function rowsOf(dataDir: string): Map<string, unknown[]> {
  const database = new Database(join(dataDir, 'history.db'))
  onTestFinished(() => database.close())
  const names = database
    .read('name', "sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .map(String)
  return new Map(names.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]))
}

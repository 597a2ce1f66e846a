// An export as a file: page by page, whole or not at all, for this user alone.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeExport } from '../../src/main/desktop/export-file'
import type { Exported } from '../../src/shared/views'

const PAGE = 50

/** A hub with so many, of which one more comes with each page that is read. */
function hubWith(count: number) {
  const pages: number[] = []
  let seq = count
  return {
    pages,
    counts: () => ({ seq, total: seq, unread: 0, bytes: 0, guestsDropped: 0, scheduled: 0 }),
    exported: ({ since }: Readonly<{ since: number }>) => {
      const left = Math.min(PAGE, seq - since)
      pages.push(left)
      seq++
      const page = Array.from({ length: left }, (_, at) => ({ seq: since + at + 1, body: 'a\nb' }))
      return Promise.resolve(page as unknown as readonly Exported[])
    },
  }
}

describe('an export', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'bellhop-export-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const signal = new AbortController().signal

  it('is one line each in order, without what came after it was begun, a page at a time', async () => {
    const hub = hubWith(120)
    const told: number[] = []
    const path = join(folder, 'all.jsonl')
    expect(await writeExport(path, hub, signal, (done) => told.push(done))).toBe(120)
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const seqs = lines.map((line) => (JSON.parse(line) as Exported).seq)
    expect(seqs).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
    expect(Math.max(...hub.pages)).toBe(PAGE)
    expect(told).toEqual([50, 100, 120])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['all.jsonl'])
  })

  it('of nothing is an empty file', async () => {
    const path = join(folder, 'none.jsonl')
    expect(await writeExport(path, hubWith(0), signal, () => undefined)).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  it('that is stopped leaves nothing, and what stood there', async () => {
    const path = join(folder, 'old.jsonl')
    writeFileSync(path, 'old')
    const stop = new AbortController()
    const count = await writeExport(path, hubWith(500), stop.signal, () => stop.abort())
    expect(count).toBeNull()
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['old.jsonl'])
  })

  it('that fails in the midst leaves nothing', async () => {
    const hub = { ...hubWith(500), exported: () => Promise.reject(new Error('The disk is gone.')) }
    const path = join(folder, 'never.jsonl')
    await expect(writeExport(path, hub, signal, () => undefined)).rejects.toThrow(
      'The disk is gone.',
    )
    expect(readdirSync(folder)).toEqual([])
  })
})

// What a headless hub has read by the time that it listens: its start takes as long as that.

import { readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { PROCESS_TEST, startHeadless } from '../support/doors'
import { temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

/** A tenth more than it was when this was written. */
const MOST_BYTES = { main: 580_000, history: 240_000 }

const PRELOAD = resolve('test/support/note-loaded.mjs')

async function loadedAtStart(): Promise<Record<keyof typeof MOST_BYTES, readonly string[]>> {
  const place = join(temporaryFolder(), 'loaded')
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(PRELOAD).href}`, NOTE_LOADED: place }
  const { door } = await startHeadless(temporaryFolder(), [], { env })
  door.child.kill('SIGTERM')
  await door.ended
  const read = (thread: string) =>
    JSON.parse(readFileSync(`${place}.${thread}`, 'utf8')) as string[]
  return { main: read('main'), history: read('history') }
}

describe('the start of a headless hub', () => {
  it('reads one file for the hub and one for its history, and nothing of SQLite outside that', async () => {
    const { main, history } = await loadedAtStart()
    expect(main.map((file) => basename(file))).toEqual(['headless-core.cjs'])
    const own = history.filter((file) => !file.includes('node_modules'))
    expect(own.map((file) => basename(file))).toEqual(['history-worker.cjs'])
    const sizeOf = (files: readonly string[]) =>
      files.reduce((sum, file) => sum + statSync(file).size, 0)
    expect(sizeOf(main)).toBeLessThan(MOST_BYTES.main)
    expect(sizeOf(own)).toBeLessThan(MOST_BYTES.history)
  })
})

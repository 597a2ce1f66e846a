// The history as a file that the person names: asks where, and tells how far it is. One at a time.

import { basename, join } from 'node:path'
import { app, dialog } from 'electron'
import type { ExportDone, ExportProgress } from '../../shared/ipc'
import { m } from '../../shared/messages/messages'
import type { Hub } from '../hub/hub'
import { atMost } from './at-most'
import { writeExport } from './export-file'

const EVERY_MS = 100

export type Exports = Readonly<{
  /** Null: the person chose no file, or stopped it. */
  begin: () => Promise<ExportDone | null>
  stop: () => void
}>

/** Exports of this hub; `tell` hears how far one is, and null when none is under way any more. */
export function createExports(hub: Hub, tell: (progress: ExportProgress | null) => void): Exports {
  let running: AbortController | null = null
  /** The person is asked where to, or one is under way. */
  let isBusy = false
  const run = async (path: string): Promise<ExportDone | null> => {
    const { signal } = (running = new AbortController())
    let progress: ExportProgress = { done: 0, total: hub.counts().total }
    const telling = atMost(EVERY_MS, () => tell(progress))
    try {
      const count = await writeExport(path, hub, signal, (done) => {
        progress = { ...progress, done }
        telling.ask()
      })
      return count === null ? null : { name: basename(path), count }
    } finally {
      running = null
      telling.stop()
      tell(null)
    }
  }
  return {
    begin: async () => {
      if (isBusy) return null
      isBusy = true
      try {
        const path = await whereTo()
        return path === null ? null : await run(path)
      } finally {
        isBusy = false
      }
    },
    stop: () => running?.abort(),
  }
}

async function whereTo(): Promise<string | null> {
  const day = new Date().toISOString().slice(0, 10)
  const { canceled, filePath } = await dialog.showSaveDialog({
    title: m.main_export_title(),
    defaultPath: join(app.getPath('downloads'), `bellhop-${day}.jsonl`),
    filters: [{ name: 'JSON Lines', extensions: ['jsonl'] }],
  })
  return canceled || !filePath ? null : filePath
}

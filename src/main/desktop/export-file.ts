// Writes a history as JSON Lines, page by page, so that no more than a page of it is ever in memory. The file has its
// name only once it is whole. Knows no dialog and no window.

import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import type { Hub } from '../hub/hub'

type Source = Pick<Hub, 'counts' | 'exported'>

/** Answers how many there were; null: it was stopped, and there is no file. */
export async function writeExport(
  path: string,
  hub: Source,
  signal: AbortSignal,
  onDone: (count: number) => void,
): Promise<number | null> {
  const unfinished = `${path}.${process.pid}.part`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    const count = await writePages(file, hub, signal, onDone)
    if (count !== null) await file.sync()
    await file.close()
    if (count !== null) await rename(unfinished, path)
    return count
  } finally {
    await file.close().catch(() => undefined)
    await rm(unfinished, { force: true })
  }
}

/** By `seq`, which never changes: what happens meanwhile brings nothing twice, and what came later is no part of it. */
async function writePages(
  file: FileHandle,
  hub: Source,
  signal: AbortSignal,
  onDone: (count: number) => void,
): Promise<number | null> {
  const through = hub.counts().seq
  let count = 0
  for (let at = 0; at < through;) {
    if (signal.aborted) return null
    const page = await hub.exported({ since: at })
    const lines = page.filter(({ seq }) => seq <= through).map((one) => `${JSON.stringify(one)}\n`)
    await file.appendFile(lines.join(''))
    count += lines.length
    onDone(count)
    at = page.at(-1)?.seq ?? through
  }
  return count
}

// Has a copy of the history checked in a thread of its own, and hears what came of it.

import { Worker } from 'node:worker_threads'
import type { FromWorker, VerifyOptions } from './messages'
import { Turn } from './turn'
import { HistoryError, type Verified } from './shapes'

/** How long the end of the process waits for a call into SQLite. */
const END_MS = 2_000

/** Rejects when the copy is not good. */
export function verifyApart(workerUrl: URL, path: string, nowMs: number): Promise<Verified> {
  const turn = new Turn()
  const options: VerifyOptions = { task: 'verify', path, nowMs, turn: turn.shared }
  const worker = new Worker(workerUrl, { workerData: options, name: 'bellhop-backup' })
  const atExit = () => turn.end(END_MS)
  process.once('exit', atExit)
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'verified') resolve(message.verified)
      if (message.kind === 'failed') reject(new HistoryError(message.code, message.message))
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      process.off('exit', atExit)
      reject(new HistoryError('internal', 'The check of a backup ended too early.'))
    })
  })
}

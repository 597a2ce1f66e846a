// A certificate from a thread of its own, which ends with it.

import { Worker } from 'node:worker_threads'
import type { Order } from './issue'

/** The thread's script as the build puts it beside the history's. */
export const ISSUER_SCRIPT = './certificate-worker.cjs'

/** The certificate as PEM. */
export function issueApart(script: URL, order: Order): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { name: 'bellhop-certificate', workerData: order })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread ended without a certificate.')))
  })
}

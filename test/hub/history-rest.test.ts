// What the thread of the history gives back when nobody needs it.

import { constants } from 'node:perf_hooks'
import { BroadcastChannel, Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { WORKER_URL } from '../support/hub'
import { note, openHistory, recorded } from '../support/history'

const { NODE_PERFORMANCE_GC_MAJOR: MAJOR, NODE_PERFORMANCE_GC_FLAGS_FORCED: FORCED } = constants

/** Tells of every collection of the thread that it is loaded into. */
const TELLTALE = `
  import { PerformanceObserver } from 'node:perf_hooks'
  import { BroadcastChannel } from 'node:worker_threads'
  const channel = new BroadcastChannel('collections')
  channel.unref()
  // What was observed is told in the next turn of a loop that may sleep.
  setInterval(() => undefined, 20).unref()
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) channel.postMessage(detail)
  }).observe({ entryTypes: ['gc'] })`

/** A thread of the history, and what to ask when the next collection of all was made that nobody but the hub asked for. */
function watched(): { worker: Worker; collected: () => Promise<void> } {
  const preload = `data:text/javascript,${encodeURIComponent(TELLTALE)}`
  const worker = new Worker(WORKER_URL, { execArgv: ['--import', preload] })
  const channel = new BroadcastChannel('collections')
  onTestFinished(() => {
    channel.close()
    void worker.terminate()
  })
  const collected = () =>
    new Promise<void>((resolve) => {
      channel.onmessage = ({ data }: { data: { kind: number; flags: number } }) => {
        if (data.kind === MAJOR && data.flags === FORCED) resolve()
      }
    })
  return { worker, collected }
}

/** Each rest is one of six seconds. */
const TEST_MS = 30_000

test(
  'all that was left behind is collected once nothing was asked for a while, by opening as by a rush',
  async () => {
    const { worker, collected } = watched()
    const isRested = collected()
    const { history } = await openHistory({ worker })
    await expect(isRested).resolves.toBeUndefined()
    const isRestedAgain = collected()
    for (let batch = 0; batch < 40; batch++) await recorded(history, note())
    await expect(isRestedAgain).resolves.toBeUndefined()
  },
  TEST_MS,
)

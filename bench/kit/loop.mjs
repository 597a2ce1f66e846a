// Preloaded into a server whose event loop is watched: on SIGUSR2 it says how long that was held up at most since the
// last time.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('SIGUSR2', () => {
    console.log(JSON.stringify({ event: 'loop', longestMs: delay.max / 1e6 }))
    delay.reset()
  })
}

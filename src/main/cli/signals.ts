// When the person or the system ends this process.

/** As a shell names the end by an interrupt. */
const INTERRUPTED = 130

/** Ctrl+C reaches all that npm started, and who starts us may pass it on: that is one wish, not two. */
const ECHO_MS = 300

/** Resolves with the first signal; a later one ends the process there and then. */
export function whenEnded(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null
    const end = (): void => {
      if (firstAt !== null && performance.now() - firstAt > ECHO_MS) process.exit(INTERRUPTED)
      firstAt ??= performance.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
      process.on(signal, end)
    }
  })
}

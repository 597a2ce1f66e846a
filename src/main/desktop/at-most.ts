// Calls at most so often: at once when it was quiet, else once at the end of the span. Knows nothing of what
// it calls.

export type AtMost = Readonly<{
  /** Asks for a call. */
  ask: () => void
  /** No calls any more. */
  stop: () => void
}>

/** `call` at most once in `everyMs`, and always after the last `ask`. */
export function atMost(everyMs: number, call: () => void): AtMost {
  let timer: NodeJS.Timeout | null = null
  let isAsked = false
  const over = (): void => {
    timer = null
    if (!isAsked) return
    isAsked = false
    run()
  }
  const run = (): void => {
    timer = setTimeout(over, everyMs)
    timer.unref()
    call()
  }
  return {
    ask: () => {
      if (timer) isAsked = true
      else run()
    },
    stop: () => {
      if (timer) clearTimeout(timer)
      timer = null
      isAsked = false
    },
  }
}

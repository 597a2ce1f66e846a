// Takes events in, one after the other and each once, however often the hub sends them again, and says when
// each is done with. Knows no socket.

import type { ControlEvent } from '../../shared/control'

export type IntakeOptions = Readonly<{
  handle: (event: ControlEvent) => Promise<void>
  /** It was handled: the hub need not keep it any longer. */
  onDone: (id: string) => void
  /** More wait than should: the socket is to rest, or may go on. */
  onPressure: (isHigh: boolean) => void
}>

export type Intake = Readonly<{
  take: (event: ControlEvent) => void
  /** A handler is at work. */
  isBusy: () => boolean
  /** Handles no more; resolves when the one under way is done. Rejects when a handler threw. */
  stop: () => Promise<void>
  /** Rejects as soon as a handler threw. */
  failed: Promise<never>
}>

const HIGH = 64
const REMEMBERED = 1_000

/** An intake for as long as the program listens, over all its connections. */
export function createIntake({ handle, onDone, onPressure }: IntakeOptions): Intake {
  const waiting = new Map<string, ControlEvent>()
  const done = new Set<string>()
  let isStopped = false
  let running: Promise<void> | null = null
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_resolve, reject) => (fail = reject))
  failed.catch(() => undefined)

  const work = async (): Promise<void> => {
    for (const [id, event] of waiting) {
      if (isStopped) return
      await handle(event)
      waiting.delete(id)
      remember(done, id)
      onDone(id)
      if (waiting.size === HIGH - 1) onPressure(false)
    }
    running = null
  }

  return {
    take: (event) => {
      if (done.has(event.id)) onDone(event.id)
      if (isStopped || done.has(event.id) || waiting.has(event.id)) return
      waiting.set(event.id, event)
      if (waiting.size === HIGH) onPressure(true)
      running ??= work()
      running.catch(fail)
    },
    isBusy: () => running !== null,
    stop: async () => {
      isStopped = true
      await running
    },
    failed,
  }
}

function remember(done: Set<string>, id: string): void {
  done.add(id)
  for (const oldest of done) {
    if (done.size <= REMEMBERED) return
    done.delete(oldest)
  }
}

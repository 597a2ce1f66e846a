// What the person may still take back: it waits here for five seconds, whatever becomes of the window meanwhile, and
// is carried out then or when the app leaves. Knows no command's meaning.

/** How long it can be taken back, ms. */
export const UNDO_MS = 5_000

export type Later = Readonly<{
  /** Carries it out after a while; answers by what it can be taken back. */
  start: (work: () => Promise<void>) => string
  /** False: it was carried out already. */
  undo: (token: string) => boolean
  /** Carries out at once all that still waits, in its order. */
  flush: () => Promise<void>
}>

/** A place where things wait. `after` calls back in so many ms and answers how to stop it. */
export function createLater(after: (ms: number, call: () => void) => () => void): Later {
  const waiting = new Map<string, Readonly<{ stop: () => void; work: () => Promise<void> }>>()
  let last = 0
  const take = (token: string) => {
    const found = waiting.get(token)
    waiting.delete(token)
    found?.stop()
    return found
  }
  return {
    start: (work) => {
      const token = `later-${++last}`
      waiting.set(token, { stop: after(UNDO_MS, () => void take(token)?.work()), work })
      return token
    },
    undo: (token) => take(token) !== undefined,
    flush: async () => {
      for (const token of [...waiting.keys()]) await take(token)?.work()
    },
  }
}

// Cuts a byte stream into lines of bounded length. Knows nothing of what the lines say.

/** What came of some bytes: whole lines, and whether the line begun after them is too long. */
type Cut = Readonly<{ lines: readonly Buffer[]; isTooLong: boolean }>

export type LineCutter = Readonly<{
  feed: (chunk: Buffer) => Cut
  /** A line was begun and not ended. */
  isMidLine: () => boolean
}>

const LINE_FEED = 0x0a

/** A cutter for one stream. What lies behind a line that is too long is not looked at any more. */
export function createLineCutter(maxBytes: number): LineCutter {
  let parts: Buffer[] = []
  let held = 0

  const take = (end: Buffer): Buffer => {
    const line = parts.length === 0 ? end : Buffer.concat([...parts, end])
    parts = []
    held = 0
    return line
  }

  return {
    feed: (chunk) => {
      const lines: Buffer[] = []
      let start = 0
      for (;;) {
        const end = chunk.indexOf(LINE_FEED, start)
        const piece = chunk.subarray(start, end === -1 ? chunk.length : end)
        if (held + piece.length > maxBytes) return { lines, isTooLong: true }
        if (end === -1) {
          if (piece.length > 0) parts.push(piece)
          held += piece.length
          return { lines, isTooLong: false }
        }
        lines.push(take(piece))
        start = end + 1
      }
    },
    isMidLine: () => held > 0,
  }
}

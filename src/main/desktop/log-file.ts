// A log's file, which starts anew when it is full. Knows nothing of what is logged.

import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs'

/** How large one grows, and how many are kept. */
export const LOG_FILE = { bytes: 5 * 1024 * 1024, count: 5 } as const

/** A file of this person's only, under this path; older ones beside it have a number. */
export function rotatingFile(path: string): { write: (line: string) => void } {
  let descriptor = openSync(path, 'a', 0o600)
  let bytes = statSync(path).size
  const rotate = (): void => {
    closeSync(descriptor)
    for (let n = LOG_FILE.count - 1; n > 0; n -= 1)
      moveIfThere(n === 1 ? path : `${path}.${n - 1}`, `${path}.${n}`)
    descriptor = openSync(path, 'a', 0o600)
    bytes = 0
  }
  return {
    write: (line) => {
      try {
        if (bytes + Buffer.byteLength(line) > LOG_FILE.bytes) rotate()
        bytes += writeSync(descriptor, line)
      } catch {
        // A full disk must not end the app, and there is nowhere left to say it but stderr.
      }
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Not there yet.
  }
}

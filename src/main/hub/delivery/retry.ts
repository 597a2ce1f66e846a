// How soon what the store could not bring is asked for again.

const FIRST_MS = 1_000
const LONGEST_MS = 60_000

/** After so many failures in a row: doubled each time up to the longest. */
export function retryMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** failures, LONGEST_MS)
}

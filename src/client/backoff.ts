// How long to wait before the next try to connect. Pure.

const LEAST_MS = 500
const FIRST_MS = 1_000
const MOST_MS = 30_000

/**
 * Milliseconds before try number `tries` (0 = the first one). Anything from half a second to a bound that doubles up
 * to half a minute, by chance: thousands that lost the same hub in the same moment do not come back in one.
 */
export function delayMs(tries: number, random: () => number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(tries, 10))
  return LEAST_MS + random() * (most - LEAST_MS)
}

// Whatever is started has to end, also when something goes wrong before it was its turn to.

import { onStop } from '../../../scripts/setup/processes.mjs'

/** @typedef {() => Promise<void> | void} End */

/** @type {Set<End>} */
const open = new Set()

/**
 * @param {End} end
 * @returns {() => void} to be called once it has ended in its own way
 */
export function endedAtLast(end) {
  const forget = onStop(async () => {
    await end()
  })
  open.add(end)
  return () => {
    forget()
    open.delete(end)
  }
}

/** Ends what is still there, the newest first. */
export async function endLeftovers() {
  for (const end of [...open].reverse()) await end()
}

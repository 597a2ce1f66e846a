// Notices the death of whoever started this program. npm runs a script through a shell, and told to
// stop it stops that shell alone: without this, what the shell had started would go on for ever.

const LOOK_EVERY_MS = 200

/** @param {() => void} end called once, when our parent has gone */
export function whenParentEnds(end) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    end()
  }, LOOK_EVERY_MS)
  timer.unref()
}

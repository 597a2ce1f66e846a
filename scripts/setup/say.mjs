// How the set-up speaks to a person: one plain sentence a line, on stderr, so that what programs
// read on stdout stays theirs.

/** @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`bellhop: ${sentence}\n`)
}

/** What the set-up cannot mend by itself; its message tells the person what to do. */
export class SetupError extends Error {}

/**
 * Runs a script's main function; a SetupError becomes a sentence instead of a stack.
 * @param {() => Promise<number | undefined>} main answers the exit code; undefined = 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 1
  }
}

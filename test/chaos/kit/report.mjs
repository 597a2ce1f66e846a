// What came of one fault or of one planted bug, for a person at a terminal.

/** @param {import('./strike.mjs').Outcome | undefined} outcome */
export function linesOf(outcome) {
  if (outcome === undefined) return ''
  const { name, seconds, evidence, verdicts, absent, failure, planted } = outcome
  if (absent !== null) return `\n${name}: not possible here: ${absent}`
  const shown = Object.entries(evidence).map(([what, count]) => `${count} ${what}`)
  const passed = planted === null ? 'held' : 'caught'
  const end = failure === null ? passed : `FAILED: ${failure}`
  const told = verdicts.filter(({ promise }) => planted === null || promise === planted)
  return [
    `\n${name}: ${end} (${seconds.toFixed(1)} s)`,
    `  happened: ${shown.join(', ')}`,
    ...told.map(lineOf),
  ].join('\n')
}

/** @param {import('../checker.mjs').Verdict} verdict */
function lineOf({ promise, says, checked, violations, witness }) {
  const count = `${String(checked).padStart(8)} checked, ${violations} violations`
  return `  ${promise} ${count}  ${says}${witness === null ? '' : `\n     first: ${witness}`}`
}

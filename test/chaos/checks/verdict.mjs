// One promise under judgement: how often it was looked at, how often it was broken, and where first.

/** @typedef {{ promise: string, says: string, checked: number, violations: number, witness: string | null }} Verdict */

/** @param {string} promise @param {string} says */
export function judge(promise, says) {
  /** @type {Verdict} */
  const verdict = { promise, says, checked: 0, violations: 0, witness: null }
  /** @type {(holds: unknown, witness: () => string) => void} */
  const check = (holds, witness) => {
    verdict.checked++
    if (holds) return
    verdict.violations++
    verdict.witness ??= witness()
  }
  return { verdict, check }
}

// The little arithmetic of measuring.

/**
 * @param {ArrayLike<number>} values in any order
 * @param {number} share 0 to 1
 * @returns {number} the value below which this share of them lies
 */
export function quantile(values, share) {
  if (values.length === 0) throw new Error('There is nothing to take a quantile of.')
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** @param {ArrayLike<number>} values */
export function median(values) {
  return quantile(values, 0.5)
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

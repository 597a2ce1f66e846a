// A straight line through measured points, and how sure its slope is.

/** @typedef {Readonly<{ x: number, y: number }>} Point */

/**
 * The least squares fit. `error` is the standard error of the slope; a growth is shown only where the slope lies beyond
 * some of those.
 * @param {readonly Point[]} points at least three
 */
export function fit(points) {
  const { length } = points
  if (length < 3) throw new Error('A line needs three points.')
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / length
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / length
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  return { slope, error: Math.sqrt(rest / (length - 2) / spread) }
}

/**
 * The lowest of each stretch: what a collector of garbage has left over, without what it has not yet looked at.
 * @param {readonly Point[]} points in the order of x
 * @param {number} width
 * @returns {Point[]}
 */
export function floorOf(points, width) {
  /** @type {Map<number, Point>} */
  const lowest = new Map()
  for (const point of points) {
    const stretch = Math.floor(point.x / width)
    const before = lowest.get(stretch)
    if (!before || point.y < before.y) lowest.set(stretch, point)
  }
  return [...lowest.values()]
}

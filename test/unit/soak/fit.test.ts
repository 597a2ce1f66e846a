// The line through what a soak measured.

import { expect, it } from 'vitest'
import { fit, floorOf } from '../../soak/fit.mjs'

const saw = (x: number) => (x % 4) * 3

it('has the slope of points on a line, for sure', () => {
  const { slope, error } = fit([1, 2, 3, 4].map((x) => ({ x, y: 2.5 * x - 7 })))
  expect(slope).toBeCloseTo(2.5)
  expect(error).toBeCloseTo(0)
})

it('sees a growth below what comes and goes, and none where there is none', () => {
  const points = Array.from({ length: 400 }, (_, x) => ({ x, y: saw(x) }))
  const grown = points.map(({ x, y }) => ({ x, y: y + x / 100 }))
  const flat = fit(floorOf(points, 8))
  const { slope, error } = fit(floorOf(grown, 8))
  expect(Math.abs(flat.slope)).toBeLessThan(1e-9)
  expect(slope).toBeCloseTo(0.01, 3)
  expect(slope - 2 * error).toBeGreaterThan(0.009)
})

it('takes the lowest of each stretch', () => {
  const points = [5, 3, 4, 9, 8, 7].map((y, x) => ({ x, y }))
  expect(floorOf(points, 3)).toEqual([
    { x: 1, y: 3 },
    { x: 5, y: 7 },
  ])
})

it('needs three points', () => {
  expect(() => fit([{ x: 1, y: 1 }])).toThrow('three points')
})

// Who may do something at the same time, and how many may wait for it.

import { expect, it } from 'vitest'
import { Few } from '../../src/main/hub/history/few'

function world(most: number, mostWaiting: number) {
  const few = new Few(most, mostWaiting)
  const begun: number[] = []
  const ends = new Map<number, () => void>()
  const run = (nth: number) =>
    few.run((done) => {
      begun.push(nth)
      ends.set(nth, done)
    })
  return { run, begun, end: (nth: number) => ends.get(nth)?.() }
}

it('lets so many begin, and the others in their order when those are done', () => {
  const { run, begun, end } = world(2, 10)
  for (const nth of [1, 2, 3, 4]) run(nth)
  expect(begun).toEqual([1, 2])
  end(2)
  expect(begun).toEqual([1, 2, 3])
  end(1)
  expect(begun).toEqual([1, 2, 3, 4])
})

it('passes over who is gone, and makes room for others by that', () => {
  const { run, begun, end } = world(1, 2)
  run(1)
  const takeBack = run(2)
  run(3)
  expect(run(4)).toBeNull()
  takeBack?.()
  expect(run(5)).not.toBeNull()
  end(1)
  end(3)
  expect(begun).toEqual([1, 3, 5])
})

// Of which the newest is wanted first, and any of which may go.

import { expect, test } from 'vitest'
import { Pile } from '../../src/main/hub/listener/pile'

test('S-30 of a pile little is kept of what is gone, however long something lies in it', () => {
  const pile = new Pile<number>()
  pile.add(-1)
  for (let number = 0; number < 100_000; number++) {
    pile.add(number)
    pile.add(number + 0.5)
    pile.delete(number)
    pile.delete(number + 0.5)
  }
  expect(pile.length).toBeLessThan(100)
  pile.add(0.25)
  expect([pile.top, pile.newest(5), pile.newest(1)]).toEqual([0.25, [0.25, -1], [0.25]])
})

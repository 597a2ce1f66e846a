// What may be taken back: it waits, is taken back once, and is carried out at the latest when the app leaves.

import { expect, test } from 'vitest'
import { createLater, UNDO_MS } from '../../src/main/desktop/later'
import { HandClock } from '../support/clock'

function made() {
  const clock = new HandClock()
  const done: string[] = []
  const later = createLater((ms, call) => {
    const timer = clock.after(ms, call)
    return () => timer.cancel()
  })
  const start = (name: string) =>
    later.start(() => {
      done.push(name)
      return Promise.resolve()
    })
  return { clock, done, later, start }
}

test('it is carried out after its time, once', () => {
  const { clock, done, later, start } = made()
  const token = start('one')
  clock.advance(UNDO_MS - 1)
  expect(done).toEqual([])
  clock.advance(1)
  expect(done).toEqual(['one'])
  expect(later.undo(token)).toBe(false)
})

test('what is taken back is never carried out, and the others are', () => {
  const { clock, done, later, start } = made()
  const token = start('one')
  start('two')
  expect([later.undo(token), later.undo(token), later.undo('later-9')]).toEqual([
    true,
    false,
    false,
  ])
  clock.advance(UNDO_MS)
  expect(done).toEqual(['two'])
})

test('an app that leaves carries out what waits, in its order', async () => {
  const { clock, done, later, start } = made()
  start('one')
  start('two')
  await later.flush()
  clock.advance(UNDO_MS)
  expect(done).toEqual(['one', 'two'])
})

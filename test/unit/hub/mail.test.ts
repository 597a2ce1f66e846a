// How letters come to a sender when the store cannot be read at once, on a clock that only moves by hand.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Mail } from '../../../src/main/hub/delivery/mail'
import { Presence } from '../../../src/main/hub/delivery/presence'
import type { History, Letter } from '../../../src/main/hub/history/types'
import { HandClock } from '../../support/clock'

/** A pretended sender, and a store that refuses the next reads. */
function world(kept: readonly Letter[], refusals: number) {
  const clock = new HandClock()
  const written: string[] = []
  const marks: number[] = []
  const taken: number[] = []
  const reads: number[] = []
  const peer = {
    isOpen: true,
    isBehind: false,
    isReady: true,
    party: { id: 'nas', name: 'nas' },
    push: (frame: Buffer) =>
      void written.push(/"n":(\d+)/.exec(frame.toString('latin1'))?.[1] ?? ''),
    ping: (mark: number) => void marks.push(mark),
  }
  let arrive: (letters: readonly Letter[]) => void = () => undefined
  const history = {
    onLetters: (listener: typeof arrive) => (arrive = listener),
    letters: (_reader: string, after: number, limit: number) => {
      reads.push(clock.monotonicMs())
      if (reads.length <= refusals) return Promise.reject(new Error('the disk does not answer'))
      return Promise.resolve(kept.filter(({ number }) => number > after).slice(0, limit))
    },
    lettersTaken: (_reader: string, through: number) => void taken.push(through),
  } as unknown as History
  const presence = new Presence()
  const connection = peer as unknown as Connection
  presence.update(connection)
  let mark = 0
  const mail = new Mail(history, presence, clock, () => ++mark)
  const advance = async (ms: number) => {
    await nextTurn()
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advance(500)
      await nextTurn()
    }
  }
  return {
    mail,
    connection,
    peer,
    advance,
    arrive: (one: Letter) => arrive([one]),
    written,
    marks,
    taken,
    reads,
  }
}

const letter = (number: number): Letter => ({
  number,
  reader: 'nas',
  frame: JSON.stringify({ n: number }),
})

it('brings what waits when the store can be read again, and then what comes', async () => {
  const { mail, connection, advance, arrive, written, reads } = world([letter(1), letter(2)], 3)
  mail.attach(connection)
  arrive(letter(2))
  await advance(6_000)
  expect(written).toEqual([])
  await advance(1_500)
  expect(reads).toEqual([0, 1_000, 3_000, 7_000])
  expect(written).toEqual(['1', '2'])
  arrive(letter(3))
  expect(written).toEqual(['1', '2', '3'])
})

it('waits longer each time, up to a minute, and no longer than the connection lasts', async () => {
  const { mail, connection, advance, reads } = world([letter(1)], Infinity)
  mail.attach(connection)
  await advance(200_000)
  const waits = reads.slice(1).map((atMs, n) => (atMs - (reads[n] ?? 0)) / 1_000)
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  mail.detach(connection)
  await advance(200_000)
  expect(reads).toHaveLength(waits.length + 1)
})

it('asks once more for what was written after the ping that is answered', async () => {
  const { mail, connection, advance, arrive, marks, taken } = world([letter(1)], 0)
  mail.attach(connection)
  await advance(500)
  expect(marks).toEqual([1])
  arrive(letter(2))
  mail.pong(connection, 1)
  expect(taken).toEqual([1])
  await advance(500)
  expect(marks).toEqual([1, 2])
  mail.pong(connection, 2)
  expect(taken).toEqual([1, 2])
  await advance(1_000)
  expect(marks).toEqual([1, 2])
})

it('brings what comes after all was confirmed, once, and lets it be confirmed as well', async () => {
  const { mail, connection, advance, arrive, marks, taken, written, reads } = world([], 0)
  mail.attach(connection)
  await advance(500)
  for (const number of [4, 5]) {
    arrive(letter(number))
    arrive(letter(number))
    await advance(500)
    mail.pong(connection, marks.at(-1) ?? 0)
  }
  expect([written, marks, taken]).toEqual([
    ['4', '5'],
    [1, 2],
    [4, 5],
  ])
  mail.drained(connection)
  expect(reads).toHaveLength(1)
  mail.detach(connection)
  arrive(letter(6))
  expect(written).toHaveLength(2)
})

import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Outbox, Turn } from '../../src/main/hub/connection/outbox'

const turnOver = () => new Promise((resolve) => setImmediate(resolve))

/** Two peers, and each piece that was written to them, in the order of the writes. */
function made() {
  const turn = new Turn()
  const written: string[] = []
  const peer = (name: string) => {
    const stream = new PassThrough()
    stream.write = (piece: Buffer) => written.push(`${name}:${String(piece)}`) > 0
    return new Outbox(stream, turn)
  }
  return { turn, written, one: peer('one'), other: peer('other') }
}

const push = (outbox: Outbox, text: string) => outbox.push(Buffer.from(text))

test('what comes for a peer in one turn is one write', async () => {
  const { written, one, other } = made()
  push(one, 'a')
  push(other, 'b')
  push(one, 'c')
  expect(written).toEqual([])
  await turnOver()
  expect(written).toEqual(['one:ac', 'other:b'])
})

test('the last of a turn goes out at once, with all that was gathered before', async () => {
  const { turn, written, one, other } = made()
  push(one, 'a')
  push(other, 'b')
  turn.through(() => {
    push(one, 'c')
    expect(written).toEqual(['one:ac'])
  })
  expect(written).toEqual(['one:ac', 'other:b'])
  push(one, 'd')
  expect(written).toHaveLength(2)
  await turnOver()
  expect(written).toEqual(['one:ac', 'other:b', 'one:d'])
})

test('gathering goes on after work that threw', async () => {
  const { turn, written, one } = made()
  const broken = () =>
    turn.through(() => {
      throw new Error('broken')
    })
  expect(broken).toThrow('broken')
  push(one, 'a')
  expect(written).toEqual([])
  await turnOver()
  expect(written).toEqual(['one:a'])
})

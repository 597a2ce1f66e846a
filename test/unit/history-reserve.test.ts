// The file that keeps room for a full disk: really there, given up at once, taken again in steps.

import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LAST_BYTES, Reserve, RESERVE_BYTES } from '../../src/main/hub/history/reserve'

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'reserve')
}

/** Takes the reserve to the end; answers whether it did, and in how many steps. */
function taken(reserve: Reserve): { isTaken: boolean; steps: number } {
  const work = reserve.take()
  for (let steps = 0; ; steps++) {
    const { done, value } = work.next()
    if (done) return { isTaken: value, steps }
  }
}

test('is really allocated, for this user alone, a piece at a time', () => {
  const path = newPath()
  const reserve = new Reserve(path)
  expect(reserve.isWhole()).toBe(false)
  const { isTaken, steps } = taken(reserve)
  expect(isTaken).toBe(true)
  expect(steps).toBeGreaterThan(10)
  const { size, blocks, mode } = statSync(path)
  expect(size).toBe(RESERVE_BYTES)
  expect(blocks * 512).toBeGreaterThanOrEqual(RESERVE_BYTES)
  expect(mode & 0o777).toBe(0o600)
  expect(new Reserve(path).isWhole()).toBe(true)
  expect(new Reserve(path).isGivenUp()).toBe(false)
})

test('with a hole in it is no room, and is made anew', () => {
  const path = newPath()
  taken(new Reserve(path))
  truncateSync(path, 0)
  truncateSync(path, RESERVE_BYTES)
  const reserve = new Reserve(path)
  expect(reserve.isWhole()).toBe(false)
  expect(taken(reserve).isTaken).toBe(true)
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(RESERVE_BYTES)
})

test('given up it leaves a last bit, and that it was can be seen later', () => {
  const path = newPath()
  const reserve = new Reserve(path)
  taken(reserve)
  reserve.giveUp()
  expect(statSync(path).size).toBe(LAST_BYTES)
  expect(new Reserve(path).isGivenUp()).toBe(true)
  expect(reserve.giveUpLast()).toBe(true)
  expect(reserve.giveUpLast()).toBe(false)
  reserve.takeLast()
  expect(statSync(path).size).toBe(LAST_BYTES)
  expect(new Reserve(path).isGivenUp()).toBe(true)
  expect(taken(reserve).isTaken).toBe(true)
})

test('is not taken on by who began before it was given up again', () => {
  const path = newPath()
  const reserve = new Reserve(path)
  const work = reserve.take()
  for (let step = 0; step < 5; step++) work.next()
  reserve.giveUp()
  expect(work.next()).toEqual({ done: true, value: false })
  expect(statSync(path).size).toBe(LAST_BYTES)
})

// Who is pinged, and who is taken for gone.

import { beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Heart } from '../../../src/main/hub/connection/heart'
import type { Clock } from '../../../src/main/hub/ports'
import { HandClock } from '../../support/clock'

class Peer {
  isOpen = true
  isHeard = false
  silentLooks = -1
  looksSincePing = 0
  stalledSinceMs: number | null = null
  readonly events: string[] = []

  constructor(private readonly clock: HandClock) {}

  ping = (): void => {
    this.looksSincePing = 0
    this.events.push(`ping at ${this.clock.monotonicMs() / 1000}`)
  }
  terminate = (): void => this.#end('gone')
  close = (code: number): void => this.#end(`closed ${code}`)

  #end(how: string): void {
    this.isOpen = false
    this.events.push(`${how} at ${this.clock.monotonicMs() / 1000}`)
  }
}

let clock: HandClock
let heart: Heart
let peer: Peer

function joined(): Peer {
  const made = new Peer(clock)
  heart.add(made as unknown as Connection)
  return made
}

beforeEach(() => {
  clock = new HandClock()
  heart = new Heart(clock)
  heart.start()
  peer = joined()
})

test('a ping within 15 s, then every 25, and after 40 s without a byte it is gone', () => {
  clock.advance(60_000)
  expect(peer.events).toEqual(['ping at 13', 'ping at 38', 'gone at 40.5'])
})

test('whoever is heard stays, counted from the look that noticed', () => {
  clock.advance(20_500)
  peer.isHeard = true
  clock.advance(40_000)
  expect(peer.isOpen).toBe(true)
  expect(peer.isHeard).toBe(false)
  clock.advance(2_500)
  expect(peer.events.at(-1)).toBe('gone at 63')
})

test('whoever takes nothing for 30 s is closed, though it is heard', () => {
  peer.stalledSinceMs = 0
  for (let second = 0; second < 40; second++) {
    peer.isHeard = true
    clock.advance(1_000)
  }
  expect(peer.events).toEqual(['ping at 13', 'closed 1013 at 30.5'])
})

test('of a crowd that came at once few are pinged at the same time, first within 15 s, and each every 25 s', () => {
  const crowd = [peer, ...Array.from({ length: 299 }, joined)]
  const pings = (): string[] => crowd.flatMap(({ events }) => events)
  for (const round of [1, 2]) {
    for (let beat = 0; beat < 25; beat++) {
      const before = pings().length
      for (const one of crowd) one.isHeard = true
      clock.advance(1_000)
      expect(pings().length - before).toBe(beat < 15 ? 20 : 0)
    }
    expect(crowd.every(({ events }) => events.length === round)).toBe(true)
  }
})

test('who is closed is let go of, and the others are looked at as before', () => {
  const [other, third] = [joined(), joined()]
  peer.isOpen = false
  third.isOpen = false
  clock.advance(60_000)
  expect([peer.events, third.events]).toEqual([[], []])
  expect(other.events.at(-1)).toMatch(/^gone/)
})

test('a dead one is gone within 42.5 s of its last byte, whenever that came', () => {
  for (const atMs of [0, 900, 1_100, 3_000, 5_900]) {
    const dead = joined()
    clock.advance(20_000 + atMs)
    dead.isHeard = true
    const lastMs = clock.monotonicMs()
    while (dead.isOpen) clock.advance(100)
    expect(clock.monotonicMs() - lastMs).toBeGreaterThan(40_000)
    expect(clock.monotonicMs() - lastMs).toBeLessThanOrEqual(42_500)
  }
})

test('a timer that is always late by a little makes no look late by much', () => {
  const late = new HandClock()
  const { nowMs, monotonicMs, uptimeMs } = late
  const after: Clock['after'] = (ms, call) => late.after(ms + 20, call)
  const slow = new Heart({ nowMs, monotonicMs, uptimeMs, after })
  slow.start()
  const beats = new Peer(late)
  slow.add(beats as unknown as Connection)
  for (let second = 0; second < 1_000; second++) {
    beats.isHeard = true
    late.advance(1_000)
  }
  expect(beats.events.at(-1)).toMatch(/^ping at 9[789]/)
  expect(beats.events).toHaveLength(40)
})

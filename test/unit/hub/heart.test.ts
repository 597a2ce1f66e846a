// Who is pinged, and who is taken for gone.

import { beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Heart } from '../../../src/main/hub/connection/heart'
import { HandClock } from '../../support/clock'

class Peer {
  isOpen = true
  isHeard = false
  heardAtMs = 0
  lastPingMs = 0
  stalledSinceMs: number | null = null
  readonly events: string[] = []

  constructor(private readonly clock: HandClock) {}

  ping = (): void => {
    this.lastPingMs = this.clock.monotonicMs()
    this.events.push(`ping at ${this.lastPingMs / 1000}`)
  }
  terminate = (): void => this.#end('gone')
  close = (code: number): void => this.#end(`closed ${code}`)

  #end(how: string): void {
    this.isOpen = false
    this.events.push(`${how} at ${this.clock.monotonicMs() / 1000}`)
  }
}

let clock: HandClock
let peer: Peer

beforeEach(() => {
  clock = new HandClock()
  peer = new Peer(clock)
  new Heart(clock, () => [peer as unknown as Connection]).start()
})

test('every 15 s a ping, and after 40 s without a byte it is gone', () => {
  clock.advance(60_000)
  expect(peer.events).toEqual(['ping at 15', 'ping at 30', 'gone at 41'])
})

test('whoever is heard stays, counted from the beat that noticed', () => {
  clock.advance(20_500)
  peer.isHeard = true
  clock.advance(40_000)
  expect(peer.isOpen).toBe(true)
  expect(peer.isHeard).toBe(false)
  clock.advance(2_000)
  expect(peer.events.at(-1)).toBe('gone at 62')
})

test('whoever takes nothing for 30 s is closed, though it is heard', () => {
  peer.stalledSinceMs = 0
  for (let second = 0; second < 40; second++) {
    peer.isHeard = true
    clock.advance(1_000)
  }
  expect(peer.events).toEqual(['ping at 15', 'ping at 30', 'closed 1013 at 31'])
})

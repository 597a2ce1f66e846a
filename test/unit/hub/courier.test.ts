// When the courier asks a device whether all arrived, and what counts as delivered by the answer.

import { beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Courier } from '../../../src/main/hub/delivery/courier'
import { CONFIRM_MS } from '../../../src/main/hub/delivery/line'
import { Presence } from '../../../src/main/hub/delivery/presence'
import type {
  History,
  PageDone,
  StoredNotification,
  Waiting,
} from '../../../src/main/hub/history/types'
import type { Target } from '../../../src/main/hub/routing/route'
import type { DeviceId } from '../../../src/shared/model'
import { HandClock } from '../../support/clock'

const KEY = 7
const TARGET: Target = { id: 'phone' as DeviceId, fold: 'phone', key: KEY }

/** A pretended peer: what was written to it, as `event`, `ping` or `event+ping`, and the marks of its pings. */
class Peer {
  written: string[] = []
  marks: number[] = []
  isOpen = true
  isBehind = false
  isReady = true
  lane = 'local'
  wantsAnnounce = false
  ackMode = 'auto'
  party = { id: 'phone', name: 'phone' }
  device = { key: KEY, fold: 'phone' }
  line = null

  push = (frame: Buffer): void => void this.written.push(kindOf(frame))
  pushPinging = (frame: Buffer): void => {
    this.push(frame)
    this.marks.push(Number(/\d+$/.exec(frame.toString('latin1'))?.[0]))
  }
  ping = (mark: number): void => {
    this.written.push('ping')
    this.marks.push(mark)
  }
}

function kindOf(frame: Buffer): string {
  return frame[frame.length - 1] === '}'.charCodeAt(0) ? 'event' : 'event+ping'
}

let clock: HandClock
let peer: Peer
let courier: Courier
let delivered: number[]
let seq: number
/** What the store answers next: a page that it has, or null when it cannot be read. Nothing = it has nothing. */
let pages: (readonly number[] | null)[]
/** When it was asked, in ms, and after which number. */
let reads: (readonly [atMs: number, after: number])[]

beforeEach(() => {
  pages = []
  reads = []
  clock = new HandClock()
  peer = new Peer()
  delivered = []
  seq = 0
  const history = {
    waiting: (_device: number, after: number, _limit: number, done: PageDone) => {
      reads.push([clock.monotonicMs(), after])
      const seqs = pages.shift()
      done(seqs === null ? null : pageOf(seqs ?? [], after))
      return () => undefined
    },
    delivered: (_device: number, seqs: number[]) => void delivered.push(...seqs),
  } as unknown as History
  const presence = new Presence()
  courier = new Courier(history, presence, clock, () => 'addressed')
  presence.update(connection())
  courier.attach(connection(), null)
})

/** A page of these, with none behind it. */
function pageOf(seqs: readonly number[], after: number): Waiting {
  const items = seqs.map((seq) => itemOf(seq))
  return { items, through: seqs.at(-1) ?? after, isLast: true }
}

function itemOf(seq: number): StoredNotification {
  return { id: `n${seq - 1}`, seq, from: peer.party } as unknown as StoredNotification
}

const connection = (): Connection => peer as unknown as Connection

function deliver(): void {
  courier.deliver({ item: itemOf(++seq), targets: [TARGET], sender: 'sensor' })
}

function pong(mark = peer.marks.at(-1) ?? NaN): void {
  courier.pong(connection(), mark)
}

describe('a device that is sent events now and then', () => {
  it('is pinged in the very write of each, and has it at the pong', () => {
    deliver()
    expect([peer.written, delivered]).toEqual([['event+ping'], []])
    pong()
    expect(delivered).toEqual([1])
    clock.advance(CONFIRM_MS)
    deliver()
    pong()
    clock.advance(10 * CONFIRM_MS)
    expect([peer.written, delivered]).toEqual([
      ['event+ping', 'event+ping'],
      [1, 2],
    ])
  })
})

describe('a device that is sent many events', () => {
  it('is pinged with the first after each span, and by nothing else', () => {
    for (let at = 0; at < 10 * CONFIRM_MS; at += 10) {
      deliver()
      if (peer.written.at(-1) === 'event+ping') pong()
      clock.advance(10)
    }
    expect(peer.marks).toHaveLength(10)
    expect(peer.written).not.toContain('ping')
    expect(delivered).toEqual(Array.from({ length: seq - CONFIRM_MS / 10 + 1 }, (_, at) => at + 1))
  })

  it('is pinged by itself when nothing follows', () => {
    deliver()
    pong()
    deliver()
    deliver()
    clock.advance(CONFIRM_MS - 1)
    expect(peer.written).toEqual(['event+ping', 'event', 'event'])
    clock.advance(CONFIRM_MS)
    expect(peer.written.at(-1)).toBe('ping')
    pong()
    expect(delivered).toEqual([1, 2, 3])
  })

  it('is not pinged again while it owes a pong; then what came meanwhile is confirmed too', () => {
    deliver()
    for (let n = 0; n < 5; n++) {
      clock.advance(CONFIRM_MS)
      deliver()
    }
    expect(peer.marks).toHaveLength(1)
    pong()
    expect(delivered).toEqual([1])
    clock.advance(CONFIRM_MS)
    expect(peer.marks).toHaveLength(2)
    pong()
    expect(delivered).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('confirms nothing by the pong to an older ping, or to that of the heartbeat', () => {
    deliver()
    const [first = NaN] = peer.marks
    pong(0)
    pong(first - 1)
    expect(delivered).toEqual([])
    pong(first)
    pong(first)
    expect(delivered).toEqual([1])
  })
})

describe('a device that acknowledges by itself', () => {
  it('is never asked', () => {
    peer.ackMode = 'manual'
    deliver()
    clock.advance(10 * CONFIRM_MS)
    expect(peer.written).toEqual(['event'])
    expect(courier.awaits(connection(), 'n0' as never)).toBe(true)
    courier.acknowledge(connection(), 'n0' as never)
    courier.acknowledge(connection(), 'n0' as never)
    expect(courier.awaits(connection(), 'n0' as never)).toBe(false)
    expect(delivered).toEqual([1])
  })
})

describe('a device whose page cannot be read', () => {
  const comeBack = (answers: typeof pages) => {
    courier.detach(connection())
    reads = []
    pages = answers
    courier.attach(connection(), null)
  }

  it('gets it all the same, before what comes', () => {
    comeBack([null, null, [1, 2, 3]])
    seq = 2
    deliver()
    expect(peer.written).toEqual([])
    clock.advance(3_000)
    expect(reads).toEqual([
      [0, 0],
      [1_000, 0],
      [3_000, 0],
    ])
    expect(peer.written).toEqual(['event', 'event', 'event'])
    deliver()
    expect(peer.written.slice(3)).toEqual(['event+ping'])
  })

  it('gets nothing more when it is gone', () => {
    comeBack([null, [1]])
    courier.detach(connection())
    clock.advance(10_000)
    expect([reads.length, peer.written]).toEqual([1, []])
  })
})

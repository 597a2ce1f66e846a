// Who gets a seat, who waits, and who has to go.

import { describe, expect, test } from 'vitest'
import { LISTENER_LIMITS } from '../../src/main/hub/listener/limits'
import { Seats, type Arrival, type Seat } from '../../src/main/hub/listener/seats'
import { HandClock } from '../support/clock'

type Guest = { seat: Seat; arrival: Arrival; admitted: boolean; evicted: boolean }

const HEADER_BYTES = 200

function room(change: Partial<Record<keyof typeof LISTENER_LIMITS, number>> = {}) {
  const clock = new HandClock()
  const limits = { ...LISTENER_LIMITS, ...change }
  const seats = new Seats(clock, limits)
  const arrive = (addressKey = '10.0.0.1', isSameComputer = false): Guest => {
    const guest: Guest = {
      arrival: 'busy',
      admitted: false,
      evicted: false,
      seat: {
        addressKey,
        isSameComputer,
        isBusy: false,
        isCounted: false,
        admit: () => (guest.admitted = true),
        evict: () => (guest.evicted = true),
      },
    }
    guest.arrival = seats.arrive(guest.seat)
    return guest
  }
  /** Comes, and says a part of something. */
  const begin = (addressKey?: string) => {
    const guest = arrive(addressKey)
    seats.spoke(guest.seat, false, 1)
    return guest
  }
  /** Comes with a whole request, which is read at once if it has a seat. */
  const ask = (addressKey?: string) => {
    const guest = arrive(addressKey)
    seats.spoke(guest.seat, true, HEADER_BYTES)
    if (guest.admitted) seats.asked(guest.seat)
    return guest
  }
  /** So long that whoever has a seat may have to go. */
  const settle = () => clock.advance(limits.settleMs)
  return { clock, seats, arrive, begin, ask, settle }
}

const gone = (guests: readonly Guest[]) => guests.filter(({ evicted }) => evicted).length
const seated = (guests: readonly Guest[]) => guests.filter(({ admitted }) => admitted).length

describe('per address', () => {
  test('64 sockets, and one more when one is gone', () => {
    const { clock, seats, arrive } = room()
    const guests = Array.from({ length: 64 }, () => {
      clock.advance(100)
      return arrive()
    })
    clock.advance(60_000)
    expect(guests.every(({ arrival }) => arrival === 'taken')).toBe(true)
    expect(arrive().arrival).toBe('address')
    expect(arrive('10.0.0.2').arrival).toBe('taken')
    if (guests[0]) seats.leave(guests[0].seat)
    expect(arrive().arrival).toBe('taken')
  })

  test('50 at once, then 10 a second', () => {
    const { clock, seats, arrive } = room()
    const come = () => {
      const guest = arrive()
      if (guest.arrival === 'taken') seats.leave(guest.seat)
      return guest.arrival
    }
    expect(Array.from({ length: 60 }, come).filter((arrival) => arrival === 'taken')).toHaveLength(
      50,
    )
    clock.advance(1_000)
    expect(Array.from({ length: 60 }, come).filter((arrival) => arrival === 'taken')).toHaveLength(
      10,
    )
  })

  test('this computer is free of both until it is charged', () => {
    const { seats, arrive } = room()
    const guests = Array.from({ length: 200 }, () => arrive('127.0.0.1', true))
    expect(guests.every(({ arrival }) => arrival === 'taken')).toBe(true)
    const charged = guests.map(({ seat }) => seats.charge(seat))
    expect(charged.filter(Boolean)).toHaveLength(50)
    expect(guests.slice(0, 50).every(({ seat }) => seats.charge(seat))).toBe(true)
  })
})

describe('who said nothing', () => {
  test('S-30 takes no seat from anybody, however many come', () => {
    const { seats, arrive, ask } = room()
    const silent = Array.from({ length: 5_000 }, (_, n) => arrive(`address ${n}`))
    expect([seats.unknown, seated(silent), gone(silent)]).toEqual([0, 0, 0])
    expect(ask('a new device').admitted).toBe(true)
  })

  test('S-30 goes for nobody either: thousands that come back at once have time to speak', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 4 })
    const devices = Array.from({ length: 1_000 }, (_, n) => arrive(`address ${n}`))
    clock.advance(3_000)
    for (const { seat } of devices.toReversed()) {
      seats.spoke(seat, true, HEADER_BYTES)
      seats.asked(seat)
      seats.trust(seat)
    }
    expect([seated(devices), gone(devices)]).toEqual([1_000, 0])
  })
})

describe('unauthenticated', () => {
  test('at the cap the longest-silent one over a second makes room', () => {
    const { clock, seats, ask } = room({ unauthenticated: 3 })
    const three = [ask(), ask(), ask()]
    clock.advance(600)
    if (three[0]) seats.heard(three[0].seat)
    clock.advance(600)
    expect(ask().admitted).toBe(true)
    expect(three.map(({ evicted }) => evicted)).toEqual([false, true, false])
    expect(seats.unknown).toBe(3)
  })

  test('with none so silent the newcomer waits, at most a little over the second', () => {
    const { clock, seats, begin } = room({ unauthenticated: 2 })
    const [first] = [begin(), begin()]
    clock.advance(500)
    const next = begin()
    clock.advance(500)
    expect(next.admitted).toBe(false)
    clock.advance(125)
    expect([next.admitted, first.evicted, seats.unknown]).toEqual([true, true, 2])
  })

  test('S-30 who keeps talking from a few addresses keeps nobody else out', () => {
    const { clock, seats, ask } = room({ unauthenticated: 8 })
    const talkers = Array.from({ length: 8 }, (_, n) => ask(`10.0.0.${n % 2}`))
    for (let round = 0; round < 20; round++) {
      clock.advance(500)
      for (const { seat } of talkers) seats.heard(seat)
    }
    expect(ask('10.0.0.0').admitted).toBe(false)
    expect(ask('10.0.0.9').admitted).toBe(true)
    expect([gone(talkers), seats.unknown]).toEqual([1, 8])
  })

  test('S-30 nobody goes for one more of an address that has as many as any', () => {
    const { ask, settle } = room({ unauthenticated: 4 })
    const few = ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2'].map(ask)
    settle()
    expect([ask('10.0.0.1').admitted, gone(few)]).toEqual([false, 0])
  })

  test('S-30 who asks something whole goes before whoever began to, from the same address too', () => {
    const { seats, ask, begin, settle } = room({ unauthenticated: 3 })
    const three = [ask(), begin(), begin()]
    settle()
    expect(ask().admitted).toBe(true)
    expect(three.map(({ evicted }) => evicted)).toEqual([false, true, false])
    expect(seats.unknown).toBe(3)
  })

  test('S-30 a header in two pieces asks with its second', () => {
    const { seats, begin, ask, settle } = room({ unauthenticated: 1 })
    const half = begin()
    const device = begin()
    settle()
    seats.spoke(device.seat, false, 2)
    expect(device.admitted).toBe(false)
    seats.spoke(device.seat, true, HEADER_BYTES)
    expect([half.evicted, device.admitted]).toEqual([true, true])
    seats.asked(device.seat)
    expect(ask().admitted).toBe(false)
  })

  test('S-30 nobody goes who just got a seat: the rest of its header may be on its way', () => {
    const { clock, begin, ask } = room({ unauthenticated: 1 })
    const half = begin()
    clock.advance(99)
    const next = ask('10.0.0.2')
    expect([half.evicted, next.admitted]).toEqual([false, false])
    clock.advance(125)
    expect([half.evicted, next.admitted]).toEqual([true, true])
  })

  test('S-30 who shakes hands keeps its seat until it is silent for a second', () => {
    const { clock, seats, ask, settle } = room({ unauthenticated: 1 })
    const shaking = ask()
    settle()
    const next = ask()
    expect([shaking.evicted, next.admitted]).toEqual([false, false])
    seats.leave(next.seat)
    clock.advance(1_000)
    expect([ask().admitted, shaking.evicted]).toEqual([true, true])
  })

  test('S-30 who was told goodbye goes first', () => {
    const { seats, ask, settle } = room({ unauthenticated: 2 })
    const two = [ask(), ask()]
    if (two[1]) seats.dismissed(two[1].seat)
    settle()
    expect([ask().admitted, ...two.map(({ evicted }) => evicted)]).toEqual([true, false, true])
  })

  test('who waits for our answer keeps its seat, though it asked nothing whole yet', () => {
    const { clock, begin, ask } = room({ unauthenticated: 1 })
    const shaking = begin()
    shaking.seat.isBusy = true
    clock.advance(10_000)
    expect([ask().admitted, shaking.evicted]).toEqual([false, false])
  })

  test('S-30 somebody alone is not kept waiting behind a crowd that asks as well', () => {
    const { clock, ask } = room({ unauthenticated: 4 })
    for (let n = 0; n < 4; n++) ask(`10.0.0.${n % 2}`)
    const alone = ask('10.0.0.9')
    for (let n = 0; n < 40; n++) ask(`10.0.0.${n % 2}`)
    expect(alone.admitted).toBe(false)
    clock.advance(125)
    expect(alone.admitted).toBe(true)
  })

  test('S-30 a flood that asks nothing takes few seats of those who asked, and one who asks takes the longest-silent', () => {
    const { clock, begin, ask } = room({ unauthenticated: 16 })
    const guests = Array.from({ length: 16 }, (_, n) => ask(`10.0.0.${n % 2}`))
    clock.advance(2_000)
    for (let n = 0; n < 30; n++) begin('10.0.0.0')
    clock.advance(125)
    expect(gone(guests)).toBe(1)
    expect([ask('10.0.0.0').admitted, gone(guests)]).toEqual([true, 2])
  })

  test('of those that wait the newest that asks goes first, then the newest that began to', () => {
    const { seats, arrive, begin, ask } = room({ unauthenticated: 1 })
    const [first, silent, second, third, fourth] = [ask(), arrive(), begin(), begin(), ask()]
    const order = [first, fourth, third, second].map((guest) => {
      const wasAdmitted = guest.admitted
      seats.leave(guest.seat)
      return wasAdmitted
    })
    expect([...order, silent.admitted]).toEqual([true, true, true, true, false])
  })

  test('those that began to ask are not sent away for others who wait in silence', () => {
    const { clock, arrive, begin } = room({ unauthenticated: 1 })
    const [first] = [begin(), arrive()]
    clock.advance(60_000)
    expect(first.evicted).toBe(false)
  })

  test('trusted ones do not count, and are never sent away', () => {
    const { clock, seats, ask } = room({ unauthenticated: 1 })
    const trusted = Array.from({ length: 20 }, () => {
      const guest = ask()
      seats.trust(guest.seat)
      return guest
    })
    const [one, two] = [ask(), ask()]
    expect([one.admitted, two.admitted]).toEqual([true, false])
    clock.advance(10_000)
    expect([seated(trusted), gone(trusted)]).toEqual([20, 0])
  })

  test('5,000 that said something do not keep a newcomer out once a second is over', () => {
    const { clock, begin, ask } = room()
    for (let index = 0; index < 5_000; index++) begin(`address ${index}`)
    for (let round = 0; round < 20; round++) {
      clock.advance(1_001 + round * 10)
      expect(ask('a new device').admitted).toBe(true)
    }
  })
})

describe('all sockets', () => {
  test('at the cap one that waits goes for the newcomer: one that said nothing, else the oldest', () => {
    const { arrive, begin } = room({ sockets: 4, unauthenticated: 1 })
    const four = [begin(), begin(), arrive(), arrive()]
    const evicted = () => four.map((guest) => guest.evicted)
    begin()
    expect(evicted()).toEqual([false, false, true, false])
    begin()
    expect(evicted()).toEqual([false, false, true, true])
    begin()
    expect(evicted()).toEqual([false, true, true, true])
  })

  test('full of trusted ones it is full', () => {
    const { clock, seats, arrive } = room({ sockets: 3 })
    for (let index = 0; index < 3; index++) {
      const { seat } = arrive()
      seats.spoke(seat, true, HEADER_BYTES)
      seats.trust(seat)
    }
    clock.advance(10_000)
    expect(arrive().arrival).toBe('busy')
    expect(seats.size).toBe(3)
  })

  test('a seat that left twice is counted once', () => {
    const { seats, begin } = room()
    const { seat } = begin()
    seats.leave(seat)
    seats.leave(seat)
    expect([seats.size, seats.unknown]).toEqual([0, 0])
  })
})

describe('S-31 what those that wait have said', () => {
  test('fills no memory: beyond its bound the oldest of them go', () => {
    const { seats, arrive } = room({ unauthenticated: 0, waitingBytes: 1_000 })
    const waiting = Array.from({ length: 4 }, () => arrive())
    for (const { seat } of waiting) seats.spoke(seat, true, 300)
    expect(waiting.map(({ evicted }) => evicted)).toEqual([true, false, false, false])
    const third = waiting[2]
    if (third) seats.spoke(third.seat, true, 500)
    expect(waiting.map(({ evicted }) => evicted)).toEqual([true, true, false, false])
  })

  test('is forgotten with them', () => {
    const { seats, arrive } = room({ unauthenticated: 0, waitingBytes: 1_000 })
    for (let index = 0; index < 1_000; index++) {
      const guest = arrive(`address ${index}`)
      seats.spoke(guest.seat, false, 900)
      expect(guest.evicted).toBe(false)
      seats.leave(guest.seat)
    }
  })
})

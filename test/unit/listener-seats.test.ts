// Who gets a seat, who waits, and who has to go.

import { describe, expect, test } from 'vitest'
import {
  LISTENER_LIMITS,
  ownDescriptors,
  withDescriptors,
} from '../../src/main/hub/listener/limits'
import { Seats, type Arrival, type Seat } from '../../src/main/hub/listener/seats'
import { HandClock } from '../support/clock'

type Guest = { seat: Seat; arrival: Arrival; admitted: boolean; evicted: boolean }

function room(change: Partial<Record<keyof typeof LISTENER_LIMITS, number>> = {}) {
  const clock = new HandClock()
  const seats = new Seats(clock, { ...LISTENER_LIMITS, ...change })
  const arrive = (addressKey = '10.0.0.1', isSameComputer = false): Guest => {
    const guest: Guest = {
      arrival: 'busy',
      admitted: false,
      evicted: false,
      seat: {
        addressKey,
        isSameComputer,
        isBusy: false,
        isFresh: false,
        admit: () => (guest.admitted = true),
        evict: () => (guest.evicted = true),
      },
    }
    guest.arrival = seats.arrive(guest.seat)
    return guest
  }
  return { clock, seats, arrive }
}

describe('per address', () => {
  test('64 sockets, and one more when one is gone', () => {
    const { clock, seats, arrive } = room()
    const guests = Array.from({ length: 64 }, () => {
      clock.advance(100)
      return arrive()
    })
    clock.advance(60_000)
    expect(guests.every(({ arrival }) => arrival === 'admitted')).toBe(true)
    expect(arrive().arrival).toBe('address')
    expect(arrive('10.0.0.2').arrival).toBe('admitted')
    if (guests[0]) seats.leave(guests[0].seat)
    expect(arrive().arrival).toBe('admitted')
  })

  test('50 at once, then 10 a second', () => {
    const { clock, seats, arrive } = room()
    const come = () => {
      const guest = arrive()
      if (guest.arrival === 'admitted') seats.leave(guest.seat)
      return guest.arrival
    }
    expect(
      Array.from({ length: 60 }, come).filter((arrival) => arrival === 'admitted'),
    ).toHaveLength(50)
    clock.advance(1_000)
    expect(
      Array.from({ length: 60 }, come).filter((arrival) => arrival === 'admitted'),
    ).toHaveLength(10)
  })

  test('this computer is free of both until it is charged', () => {
    const { seats, arrive } = room()
    const guests = Array.from({ length: 200 }, () => arrive('127.0.0.1', true))
    expect(guests.every(({ arrival }) => arrival === 'admitted')).toBe(true)
    const charged = guests.map(({ seat }) => seats.charge(seat))
    expect(charged.filter(Boolean)).toHaveLength(50)
    expect(guests.slice(0, 50).every(({ seat }) => seats.charge(seat))).toBe(true)
  })

  test('addresses without a socket are forgotten', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 10_000 })
    for (let index = 0; index < 5_000; index++) {
      clock.advance(10)
      seats.leave(arrive(`address ${index}`).seat)
    }
    expect(seats.addresses).toBeLessThan(1_100)
  })
})

describe('unauthenticated', () => {
  test('at the cap the longest-silent one over a second makes room', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 3 })
    const [first, second, third] = [arrive(), arrive(), arrive()]
    clock.advance(600)
    seats.heard(first.seat)
    clock.advance(600)
    const next = arrive()
    expect(next.arrival).toBe('admitted')
    expect([first, second, third].map(({ evicted }) => evicted)).toEqual([false, true, false])
    expect(seats.unknown).toBe(3)
  })

  test('with none so silent the newcomer waits, at most a little over the second', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 2 })
    const [first] = [arrive(), arrive()]
    clock.advance(500)
    const next = arrive()
    seats.spoke(next.seat, false)
    expect(next.arrival).toBe('waiting')
    clock.advance(500)
    expect(next.admitted).toBe(false)
    clock.advance(125)
    expect(next.admitted).toBe(true)
    expect(first.evicted).toBe(true)
    expect(seats.unknown).toBe(2)
  })

  test('S-30 who keeps talking from a few addresses keeps nobody else out', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 8 })
    const talkers = Array.from({ length: 8 }, (_, n) => arrive(`10.0.0.${n % 2}`))
    for (let round = 0; round < 20; round++) {
      clock.advance(500)
      for (const { seat } of talkers) seats.heard(seat)
    }
    expect(arrive('10.0.0.0').arrival).toBe('waiting')
    expect(arrive('10.0.0.9').arrival).toBe('admitted')
    expect(talkers.filter(({ evicted }) => evicted)).toHaveLength(1)
    expect(seats.unknown).toBe(8)
  })

  test('S-30 nobody goes for one more of an address that has as many as any', () => {
    const { arrive } = room({ unauthenticated: 4 })
    const few = ['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2'].map((address) => arrive(address))
    expect(arrive('10.0.0.1').arrival).toBe('waiting')
    expect(few.every(({ evicted }) => !evicted)).toBe(true)
  })

  test('S-30 who asks something whole goes before whoever asked nothing, from the same address too', () => {
    const { seats, arrive } = room({ unauthenticated: 3 })
    const [guest, blank, late] = [arrive(), arrive(), arrive()]
    seats.asked(guest.seat)
    const next = arrive()
    expect(next.arrival).toBe('waiting')
    seats.spoke(next.seat, true)
    expect([guest, blank, late, next].map(({ evicted }) => evicted)).toEqual([
      false,
      true,
      false,
      false,
    ])
    expect([next.admitted, seats.unknown]).toEqual([true, 3])
  })

  test('S-30 who is being answered keeps its seat, though it asked nothing whole yet', () => {
    const { seats, arrive } = room({ unauthenticated: 1 })
    const shaking = arrive()
    shaking.seat.isBusy = true
    const next = arrive()
    seats.spoke(next.seat, true)
    expect([shaking.evicted, next.admitted]).toEqual([false, false])
  })

  test('S-30 nobody goes before what it sent could be read', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 1 })
    const fresh = arrive()
    fresh.seat.isFresh = true
    const next = arrive('10.0.0.2')
    seats.spoke(next.seat, true)
    expect([fresh.evicted, next.admitted]).toEqual([false, false])
    fresh.seat.isFresh = false
    clock.advance(125)
    expect([fresh.evicted, next.admitted]).toEqual([true, true])
  })

  test('S-30 somebody alone is not kept waiting behind a crowd that asks as well', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 4 })
    const fresh = Array.from({ length: 4 }, (_, n) => arrive(`10.0.0.${n % 2}`))
    for (const { seat } of fresh) seat.isFresh = true
    const alone = arrive('10.0.0.9')
    seats.spoke(alone.seat, true)
    const crowd = Array.from({ length: 40 }, (_, n) => arrive(`10.0.0.${n % 2}`))
    for (const { seat } of crowd) seats.spoke(seat, true)
    for (const { seat } of fresh) {
      seat.isFresh = false
      seats.asked(seat)
    }
    clock.advance(125)
    expect(alone.admitted).toBe(true)
  })

  test('S-30 a flood that asks nothing takes few seats of those who asked, and one who asks takes the longest-silent', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 16 })
    const guests = Array.from({ length: 16 }, (_, n) => arrive(`10.0.0.${n % 2}`))
    for (const { seat } of guests) seats.asked(seat)
    const gone = () => guests.filter(({ evicted }) => evicted).length
    clock.advance(2_000)
    const flood = Array.from({ length: 30 }, () => arrive('10.0.0.0'))
    for (const { seat } of flood) seats.spoke(seat, false)
    clock.advance(125)
    expect(gone()).toBe(1)
    const next = arrive('10.0.0.0')
    seats.spoke(next.seat, true)
    expect([next.admitted, gone()]).toEqual([true, 1])
    seats.asked(next.seat)
    const another = arrive('10.0.0.0')
    seats.spoke(another.seat, true)
    expect([another.admitted, gone(), guests[1]?.evicted]).toEqual([true, 2, true])
  })

  test('of those that wait the newest that has spoken goes first', () => {
    const { seats, arrive } = room({ unauthenticated: 1 })
    const [first, second, third, fourth] = [arrive(), arrive(), arrive(), arrive()]
    seats.spoke(second.seat, false)
    seats.spoke(third.seat, false)
    const order = [first, third, second, fourth].map((guest) => {
      const wasAdmitted = guest.admitted
      seats.leave(guest.seat)
      return wasAdmitted
    })
    expect(order).toEqual([true, true, true, true])
  })

  test('silent ones are not sent away for silent ones that wait', () => {
    const { clock, arrive } = room({ unauthenticated: 1 })
    const [first, second] = [arrive(), arrive()]
    clock.advance(60_000)
    expect([first.evicted, second.admitted]).toEqual([false, false])
  })

  test('trusted ones do not count, and are never sent away', () => {
    const { clock, seats, arrive } = room({ unauthenticated: 1 })
    const trusted = Array.from({ length: 20 }, () => {
      const guest = arrive()
      seats.trust(guest.seat)
      return guest
    })
    clock.advance(10_000)
    const [one, two] = [arrive(), arrive()]
    expect([one.arrival, two.arrival]).toEqual(['admitted', 'waiting'])
    expect(trusted.some(({ evicted }) => evicted)).toBe(false)
  })

  test('who waits for our answer is not silent', () => {
    const { clock, arrive } = room({ unauthenticated: 1 })
    const busy = arrive()
    busy.seat.isBusy = true
    clock.advance(10_000)
    expect(arrive().arrival).toBe('waiting')
    expect(busy.evicted).toBe(false)
  })

  test('5,000 silent ones do not keep a newcomer out once a second is over', () => {
    const { clock, arrive } = room()
    for (let index = 0; index < 5_000; index++) arrive(`address ${index}`)
    clock.advance(1_001)
    expect(arrive('a new device').arrival).toBe('admitted')
  })

  test('nor do 5,000 that said something', () => {
    const { clock, seats, arrive } = room()
    for (let index = 0; index < 5_000; index++) seats.spoke(arrive(`address ${index}`).seat, false)
    for (let round = 0; round < 20; round++) {
      clock.advance(1_001 + round * 10)
      expect(arrive('a new device').arrival).toBe('admitted')
    }
  })
})

describe('all sockets', () => {
  test('at the cap one that waits goes for the newcomer', () => {
    const { arrive } = room({ sockets: 3, unauthenticated: 1 })
    const [first, second, third] = [arrive(), arrive(), arrive()]
    const fourth = arrive()
    expect([first, second, third, fourth].map(({ evicted }) => evicted)).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  test('full of trusted ones it is full', () => {
    const { clock, seats, arrive } = room({ sockets: 3 })
    for (let index = 0; index < 3; index++) seats.trust(arrive().seat)
    clock.advance(10_000)
    expect(arrive().arrival).toBe('busy')
    expect(seats.size).toBe(3)
  })

  test('a seat that left twice is counted once', () => {
    const { seats, arrive } = room()
    const { seat } = arrive()
    seats.leave(seat)
    seats.leave(seat)
    expect([seats.size, seats.unknown]).toEqual([0, 0])
  })
})

describe('file descriptors', () => {
  test.each([
    [256, 30, 162],
    [1_024, 200, 568],
    [4_096, 100, 3_484],
    [1_048_576, 300, 10_000],
    [64, 60, 1],
  ])('of %i, with %i open, leave room for %i sockets', (limit, open, sockets) => {
    expect(withDescriptors(LISTENER_LIMITS, { limit, open }).sockets).toBe(sockets)
  })

  test('where the system tells nothing the protocol has the word', () => {
    expect(withDescriptors(LISTENER_LIMITS, null).sockets).toBe(10_000)
  })

  test.runIf(process.platform === 'linux')('are read from the system', () => {
    const found = ownDescriptors()
    expect(found?.limit).toBeGreaterThan(found?.open ?? Infinity)
    expect(found?.open).toBeGreaterThan(2)
  })
})

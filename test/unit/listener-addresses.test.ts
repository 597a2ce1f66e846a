// What is kept of each address.

import { expect, test } from 'vitest'
import { Addresses } from '../../src/main/hub/listener/addresses'
import { LISTENER_LIMITS } from '../../src/main/hub/listener/limits'
import { HandClock } from '../support/clock'

test('addresses without a socket are forgotten', () => {
  const clock = new HandClock()
  const addresses = new Addresses(clock, LISTENER_LIMITS)
  for (let index = 0; index < 5_000; index++) {
    clock.advance(10)
    expect(addresses.take(`address ${index}`)).toBe(true)
    addresses.give(`address ${index}`)
  }
  expect(addresses.size).toBeLessThan(1_100)
})

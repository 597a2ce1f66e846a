// How many sockets a process may have by the files that it may open.

import { describe, expect, test } from 'vitest'
import {
  LISTENER_LIMITS,
  ownDescriptors,
  withDescriptors,
} from '../../src/main/hub/listener/limits'

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

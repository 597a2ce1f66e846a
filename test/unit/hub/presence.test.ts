// Who is found by which name, and who loses a name to somebody else.

import { beforeEach, expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Presence } from '../../../src/main/hub/delivery/presence'

/** What the presence looks at. */
type Peer = { party: { id: string }; takenId: string | null; fold: string | null; lane: 'guest' }

let presence: Presence

/** Somebody who goes by this ID, which was made up for it unless it took it. */
function peer(id: string, takenId: string | null = null): Peer {
  return { party: { id }, takenId, fold: null, lane: 'guest' }
}

const update = (who: Peer) => presence.update(who as unknown as Connection)
const remove = (who: Peer) => presence.remove(who as unknown as Connection)

beforeEach(() => {
  presence = new Presence()
})

it('finds somebody by a made-up name, and by the one it takes instead', () => {
  const phone = peer('guest-1')
  expect(update(phone)).toBe(null)
  expect(presence.byFold('guest-1')).toBe(phone)
  Object.assign(phone, peer('Phone', 'Phone'))
  phone.fold = 'guest-1'
  expect(update(phone)).toBe(null)
  expect([presence.byFold('phone'), presence.byFold('guest-1')]).toEqual([phone, null])
  remove(phone)
  expect([presence.byFold('phone'), presence.size]).toEqual([null, 0])
})

it('takes a name from who has it, though that one was made up', () => {
  const guest = peer('guest-1')
  const thief = peer('guest-1', 'guest-1')
  update(guest)
  expect(update(thief)).toBe(guest)
  expect(presence.byFold('guest-1')).toBe(thief)
  remove(guest)
  expect(presence.byFold('guest-1')).toBe(thief)
  remove(thief)
  expect(presence.byFold('guest-1')).toBe(null)
})

it('gives a name to the newest of two that took it', () => {
  const [first, second] = [peer('phone', 'phone'), peer('phone', 'phone')]
  update(first)
  expect(update(second)).toBe(first)
  remove(first)
  expect([presence.byFold('phone'), presence.size]).toEqual([second, 1])
})

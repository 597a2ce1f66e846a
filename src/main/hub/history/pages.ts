// Pages for the lines of devices: only a few are read at a time, and nobody who is gone is read for.

import { PORT } from '../../../shared/protocol/limits'
import type { Channel } from './channel'
import { Few } from './few'
import type { History, PageDone } from './types'
import type { Waiting } from './shapes'

/** When thousands come back at once, others must not wait behind all of them. */
const AT_A_TIME = 4

/** How a history answers `waiting` and `addressed`. */
export function createPages(channel: Channel): Pick<History, 'waiting' | 'addressed'> {
  const few = new Few(AT_A_TIME, PORT.sockets)
  const page =
    (op: 'waiting' | 'addressed'): History['waiting'] =>
    (device, after, limit, done) => {
      const read = (next: () => void): void => {
        const take: PageDone = (waiting) => {
          next()
          done(waiting)
        }
        const expectation = {
          done: (value: unknown) => take(value as Waiting),
          fail: () => take(null),
        }
        channel.ask((id) => ({ op, id, device, after, limit }), expectation)
      }
      const takeBack = few.run(read)
      if (takeBack) return takeBack
      setImmediate(done, null)
      return () => undefined
    }
  return { waiting: page('waiting'), addressed: page('addressed') }
}

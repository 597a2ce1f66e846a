// A peer that publishes faster than the disk takes it, and how far it is read ahead.

import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Gate } from '../../../src/main/hub/connection/gate'
import { Sessions, type SessionParts } from '../../../src/main/hub/connection/session'
import { refuse } from '../../../src/shared/protocol/errors'
import { INTAKE } from '../../../src/shared/protocol/limits'
import { HandClock } from '../../support/clock'

/** Sessions over a disk that takes a notification when it is told to. */
function slowDisk() {
  const clock = new HandClock()
  const waiting: (() => void)[] = []
  const publish: SessionParts['publish'] = (_, answer) => {
    waiting.push(() => answer(refuse('storage_full')))
  }
  const sessions = new Sessions(
    { clock, publish, gate: new Gate(clock) } as unknown as SessionParts,
    () => {
      throw new Error('Nobody asks for anything here.')
    },
  )
  const program = { lane: 'local', refuse: () => undefined } as unknown as Connection
  const say = (body: string): Promise<void> | undefined =>
    sessions.plain(program, { to: ['hub'], content: { body, format: 'text', priority: 3 } })
  return { say, takeOne: () => waiting.shift()?.() }
}

describe('a program that is faster than the disk', () => {
  it('is read no further at so many notifications, until one of them is stored', async () => {
    const { say, takeOne } = slowDisk()
    for (let n = 1; n < INTAKE.notifications; n++) expect(say('x')).toBeUndefined()
    const space = say('x')
    expect(space).toBeInstanceOf(Promise)
    takeOne()
    await space
    expect(say('x')).toBeInstanceOf(Promise)
  })

  it('is read no further at so many bytes', async () => {
    const { say, takeOne } = slowDisk()
    const half = 'x'.repeat(INTAKE.bytes / 2)
    expect(say(half)).toBeUndefined()
    const space = say(half)
    expect(space).toBeInstanceOf(Promise)
    takeOne()
    await space
    expect(say('x')).toBeUndefined()
  })
})

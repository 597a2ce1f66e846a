// A hello that the disk does not take.

import { expect, it } from 'vitest'
import type { Connection } from '../../../src/main/hub/connection/connection'
import { Greetings } from '../../../src/main/hub/connection/greetings'
import type { SessionParts } from '../../../src/main/hub/connection/session'
import type { DeviceId } from '../../../src/shared/model'
import { BellhopError, type Refusal } from '../../../src/shared/protocol/errors'
import { HandClock } from '../../support/clock'
import { evidence } from '../../support/evidence'
import { newRegistry } from '../../support/memory-history'

it('a hello on a full disk is told so, and leaves the connection what it was', async () => {
  const { registry, history } = newRegistry()
  Object.assign(history, {
    saveDevice: () => Promise.reject(new BellhopError('storage_full')),
  })
  const greetings = new Greetings(
    { registry, clock: new HandClock() } as unknown as SessionParts,
    () => {
      throw new Error('Nobody asks for anything here.')
    },
  )
  const refused: [string, string | undefined][] = []
  const program = {
    lane: 'local',
    peer: evidence(),
    takenId: null,
    device: null,
    kind: 'other',
    refuse: ({ code }: Refusal, ref?: string) => refused.push([code, ref]),
  } as unknown as Connection
  await greetings.hello(program, { type: 'hello', id: 'pi' as DeviceId, ref: 'h1' })
  expect(refused).toEqual([['storage_full', 'h1']])
  expect(program.takenId).toBeNull()
})

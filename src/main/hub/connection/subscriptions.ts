// Topics joined and left: by a paired or local device for good, by anybody else for as long as it is connected.
// Who may do so at all was decided before.

import type { Command } from '../../../shared/protocol/commands'
import { BellhopError, refuse, type Refusal } from '../../../shared/protocol/errors'
import { FIELD } from '../../../shared/protocol/limits'
import type { Presence } from '../delivery/presence'
import type { RegisteredDevice, Registry } from '../devices/registry'
import { withoutTopics, withTopics } from '../devices/topics'
import type { Connection } from './connection'

type Parts = Readonly<{ registry: Registry; presence: Presence }>
/** The two commands. */
export type Subscription = Extract<Command, { type: 'subscribe' | 'unsubscribe' }>

/** Joins or leaves; resolves when it is synced where it is kept. Answers why it could not. */
export async function changeTopics(
  parts: Parts,
  connection: Connection,
  { type, topics }: Subscription,
): Promise<Refusal | null> {
  try {
    if (type === 'unsubscribe') await leave(parts, connection, topics)
    else if (!(await join(parts, connection, topics))) return tooMany()
    return null
  } catch (error) {
    // The disk is no mistake of ours, and the peer may ask again when there is space.
    if (!(error instanceof BellhopError) || error.code !== 'storage_full') throw error
    return refuse(error.code)
  }
}

/** All of them or, beyond the limit, none. */
async function join(
  { registry, presence }: Parts,
  connection: Connection,
  topics: readonly string[],
): Promise<boolean> {
  const here = presence.topics.of(connection)
  const device = registered(registry, connection)
  const fits = (kept: readonly string[]): boolean => withTopics(kept, here).length <= FIELD.topics
  if (device && device.by !== 'open') {
    return registry.saveTopics(device, (kept) => {
      const joined = withTopics(kept, topics)
      return fits(joined) ? joined : null
    })
  }
  const joined = withTopics(here, topics)
  const kept = device ? registry.topics.of(device.key) : []
  if (withTopics(kept, joined).length > FIELD.topics) return false
  presence.topics.set(connection, joined)
  return true
}

async function leave(
  { registry, presence }: Parts,
  connection: Connection,
  topics: readonly string[],
): Promise<void> {
  presence.topics.set(connection, withoutTopics(presence.topics.of(connection), topics))
  const device = registered(registry, connection)
  if (device) await registry.saveTopics(device, (kept) => withoutTopics(kept, topics))
}

/** As it is known by now; null = it has no name here that lasts. */
function registered(registry: Registry, { device }: Connection): RegisteredDevice | null {
  return device && registry.byKey(device.key)
}

function tooMany(): Refusal {
  return refuse('bad_field', {
    field: 'topics',
    message: `A device can have joined ${String(FIELD.topics)} topics. Leave some first.`,
  })
}

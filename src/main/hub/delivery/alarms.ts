// Rings again what nobody did anything about, and sends it on to whom its sender named for that case.

import { HUB_ID } from '../../../shared/model'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Accepted } from '../../../shared/protocol/frames'
import type { FeedItem } from '../../../shared/views'
import { jsonFrame } from '../connection/frames'
import type { DeviceKey, Due, Failover, Failure, History, Ring } from '../history/types'
import type { Log } from '../ports'
import type { Connection } from '../connection/connection'
import { forwardOf, type Publisher } from './publication'

export type AlarmsParts = Readonly<{
  history: History
  /** The connection of a device that is here. */
  connectionOf: (key: DeviceKey) => Connection | null
  publish: Publisher
  /** It rings at the hub. */
  onRing: (item: FeedItem) => void
  log: Log
}>

export class Alarms {
  constructor(private readonly parts: AlarmsParts) {
    parts.history.onDue((due) => this.#take(due))
  }

  #take({ rings, failovers }: Due): void {
    for (const ring of rings) this.#ring(ring)
    for (const failover of failovers) void this.#goOn(failover)
  }

  #ring({ id, n, receivers, isForHub }: Ring): void {
    let frame: Buffer | null = null
    for (const key of receivers) {
      const connection = this.parts.connectionOf(key)
      if (!connection) continue
      frame ??= jsonFrame({ type: 'ring', id, n })
      connection.push(frame)
    }
    if (isForHub) void this.#ringHere(id)
  }

  async #ringHere(id: Ring['id']): Promise<void> {
    const found = await this.parts.history.one(id).catch(() => null)
    if (found) this.parts.onRing(found.item)
  }

  /** As a forward of the hub's, so that all that holds for forwards holds for it. */
  async #goOn(failover: Failover): Promise<void> {
    const { history, publish } = this.parts
    const { id, step, to } = failover
    const found = await history.one(id).catch(() => null)
    if (!found) return void this.#ended(failover, refuse('internal'))
    const forward = forwardOf(found.item, to, HUB_ID)
    const ref = `then:${id}:${String(step)}`
    publish({ ...forward, draft: { ...forward.draft, ref } }, (result) =>
      this.#ended(failover, result),
    )
  }

  /** What can be mended is tried again; nobody of that name will be there the next time either. */
  #ended({ id, step, to, isLast }: Failover, result: Accepted | Refusal): void {
    if ('code' in result && result.code !== 'unknown_recipient' && !isLast) return
    const failures = failuresOf(to, result)
    if (failures.length > 0) {
      const reasons = failures.map(({ reason }) => reason)
      this.parts.log.warn('a notification did not go on to all it was to', { id, step, reasons })
    }
    this.parts.history.stepped(id, step, failures)
  }
}

function failuresOf(to: readonly string[], result: Accepted | Refusal): Failure[] {
  if ('code' in result) {
    const named = to.filter((address) => !address.startsWith('!'))
    return named.map((device) => ({ device, reason: result.code }))
  }
  const { full, unknown } = result
  return [
    ...full.map((device) => ({ device, reason: 'queue_full' as const })),
    ...unknown.map((device) => ({ device, reason: 'unknown_recipient' as const })),
  ]
}

// Rings again what nobody did anything about, and sends it on to whom its sender named for that case.

import { HUB_ID } from '../../../shared/model'
import type { FeedItem } from '../../../shared/views'
import { jsonFrame } from '../connection/frames'
import type { DeviceKey, Due, Failover, History, Ring } from '../history/types'
import type { Connection } from '../connection/connection'
import { forwardOf, type Publisher } from './publication'

export type AlarmsParts = Readonly<{
  history: History
  /** The connection of a device that is here. */
  connectionOf: (key: DeviceKey) => Connection | null
  publish: Publisher
  /** It rings at the hub. */
  onRing: (item: FeedItem) => void
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
  async #goOn({ id, step, to }: Failover): Promise<void> {
    const { history, publish } = this.parts
    const found = await history.one(id).catch(() => null)
    if (!found) return
    const forward = forwardOf(found.item, to, HUB_ID)
    const ref = `then:${id}:${String(step)}`
    publish({ ...forward, draft: { ...forward.draft, ref } }, (result) => {
      // What can be mended is tried again; nobody of that name will be there the next time either.
      const isOver = !('code' in result) || result.code === 'unknown_recipient'
      if (isOver) history.stepped(id, step)
    })
  }
}

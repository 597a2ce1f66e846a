// Carries out what is said about stored notifications, and tells the other receivers. Knows no sockets of senders:
// what they are told goes by mail.

import type { NotificationId, Party } from '../../../shared/model'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { FeedItem } from '../../../shared/views'
import type { Connection } from '../connection/connection'
import { jsonFrame } from '../connection/frames'
import type { RegisteredDevice } from '../devices/registry'
import type { DeviceKey, Effect, History, Reacted, Reacting } from '../history/types'
import type { Presence } from './presence'

const FIELDS = { unknown_id: 'id', action: 'action', text: 'text' } as const

export type ReactionsParts = Readonly<{
  history: History
  presence: Presence
  byKey: (key: DeviceKey) => RegisteredDevice | null
  /** The feed shows these otherwise now. */
  onChanged: (items: readonly FeedItem[]) => void
}>

export class Reactions {
  constructor(private readonly parts: ReactionsParts) {}

  /** Null = done. Of several, all or none. */
  async react(reacting: Reacting): Promise<Refusal | null> {
    const outcome = await this.parts.history.react(reacting)
    if ('refused' in outcome) {
      const { refused } = outcome
      const code = refused === 'unknown_id' ? 'unknown_id' : 'bad_field'
      return refuse(code, { field: FIELDS[refused] })
    }
    this.tell(outcome, reacting.by, new Set([reacting.device]))
    return null
  }

  /** `sender` is a folded ID; null = the owner. */
  async cancel(id: NotificationId, by: Party, sender: string | null): Promise<Refusal | null> {
    const outcome = await this.parts.history.cancel(id, sender)
    if (!outcome) return refuse('unknown_id', { field: 'id' })
    this.tell(outcome, by, new Set())
    return null
  }

  /** Tells all who have it and are here, but for some devices. */
  tell({ effects, changed }: Reacted, by: Party, except: ReadonlySet<DeviceKey>): void {
    for (const { id, state, receivers } of effects) {
      let frame: Buffer | null = null
      for (const key of receivers) {
        const connection = except.has(key) ? null : this.connectionOf(key)
        if (!connection || !this.#isTold(key, state)) continue
        frame ??= jsonFrame({ type: 'state', id, state, by })
        connection.push(frame)
      }
    }
    if (changed.length > 0) this.parts.onChanged(changed)
  }

  /** What was taken back must go from every screen; what others did is for whom the owner lets hear of it. */
  #isTold(key: DeviceKey, state: Effect['state']): boolean {
    if (state === 'cancelled' || state === 'replaced') return true
    return this.parts.byKey(key)?.isTold === true
  }

  /** The connection of a device that is here. */
  connectionOf(key: DeviceKey): Connection | null {
    const device = this.parts.byKey(key)
    const connection = device && this.parts.presence.byFold(device.fold)
    return connection?.device?.key === key && connection.isReady ? connection : null
  }
}

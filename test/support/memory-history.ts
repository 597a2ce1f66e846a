// The part of a history that devices and blocks need, in memory: for tests of the rules above it.

import { Registry } from '../../src/main/hub/devices/registry'
import type { History, StoredBlock } from '../../src/main/hub/history/types'

type Written = Parameters<History['saveDevice']>[0]
type Part = Pick<
  History,
  'saveDevice' | 'saveTopics' | 'deleteDevice' | 'saveBlock' | 'deleteBlock' | 'seen'
>

export class MemoryHistory implements Part {
  readonly devices = new Map<number, Written>()
  readonly topics = new Map<number, readonly string[]>()
  readonly blocks = new Map<string, StoredBlock>()
  #lastKey = 0

  readonly saveDevice: Part['saveDevice'] = (device) => {
    const key = device.key ?? (this.#lastKey += 1)
    this.devices.set(key, device)
    return Promise.resolve(key)
  }

  readonly saveTopics: Part['saveTopics'] = (key, topics) => {
    this.topics.set(key, topics)
    return Promise.resolve()
  }

  readonly deleteDevice: Part['deleteDevice'] = (key) => {
    this.devices.delete(key)
    return Promise.resolve()
  }

  readonly saveBlock: Part['saveBlock'] = (block) => {
    this.blocks.set(block.key, block)
    return Promise.resolve()
  }

  readonly deleteBlock: Part['deleteBlock'] = (key) => {
    this.blocks.delete(key)
    return Promise.resolve()
  }

  readonly seen: Part['seen'] = (key, seenMs) => {
    const device = this.devices.get(key)
    if (device) this.devices.set(key, { ...device, seenMs })
  }
}

/** A registry over a memory of its own. */
export function newRegistry(): { registry: Registry; history: MemoryHistory } {
  const history = new MemoryHistory()
  return { registry: new Registry(history as Part as History), history }
}

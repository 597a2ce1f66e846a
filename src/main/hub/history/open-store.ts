// A store that opens even where its file is damaged: then with what could be saved of it.

import { folderOf } from './folder'
import { textOf, type Warn } from './health'
import { salvage } from './salvage/salvage'
import { Store, type StoreOptions } from './store'
import { HistoryError } from './types'

/** Throws HistoryError. */
export function openStore(options: StoreOptions, warn: Warn): Store {
  try {
    return new Store(options, warn)
  } catch (error) {
    if (!(error instanceof HistoryError) || error.code !== 'history_damaged') throw error
    if (!isSaved(options, warn)) throw error
    return new Store(options, warn)
  }
}

function isSaved({ dataDir, nowMs }: StoreOptions, warn: Warn): boolean {
  try {
    const salvaged = salvage(folderOf(dataDir), nowMs)
    if (salvaged) warn('the history was damaged, and is saved as far as it can be read', salvaged)
    return salvaged !== null
  } catch (error) {
    warn('the damaged history could not be saved', { error: textOf(error) })
    return false
  }
}

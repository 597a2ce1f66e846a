// A store that opens even where its file is damaged: then with what could be saved of it. SQLite takes a page that the disk
// failed to read for damage too, so only what is found a second time is that.

import { folderOf } from './folder'
import { textOf, type Warn } from './health'
import { historyError } from './open'
import { salvage } from './salvage/salvage'
import { Store, type StoreOptions } from './store'
import { HistoryError, type Opened } from './shapes'

type OpenStore = Readonly<{ store: Store; opened: Opened }>

/** Throws HistoryError; where the file seems damaged only by one look it is left as it is. */
export function openStore(options: StoreOptions, warn: Warn): OpenStore {
  try {
    return open(options, warn)
  } catch (error) {
    if (!(error instanceof HistoryError) || error.code !== 'history_damaged') throw error
    if (options.isDoubted !== true || !isSaved(options, warn)) throw error
    return open({ ...options, isDoubted: false }, warn)
  }
}

/** With what a hub begins with: a page of that may turn out damaged where all else could be read. */
function open(options: StoreOptions, warn: Warn): OpenStore {
  const store = new Store(options, warn)
  try {
    return { store, opened: store.opened() }
  } catch (error) {
    store.abandon()
    throw historyError(error)
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

// Where the desktop keeps its settings: `settings.json`, by electron-store, which no other file imports. A
// damaged file is a state and never silently the defaults (S-84).

import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Store from 'electron-store'
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../shared/settings'
import { closeForeignChannel } from './ipc'
import { isDamagedText } from './settings-text'

export type SettingsStore = Readonly<{
  /** What is in force; the defaults while the file is damaged. */
  read: () => Settings
  isDamaged: () => boolean
  /** Keeps a change that was parsed already. Throws when the file is damaged or cannot be written. */
  write: (change: Partial<Settings>) => Settings
  /** Sets a damaged file aside, as `settings.json.damaged-TIME`, and starts with the defaults. */
  reset: (nowMs: number) => void
}>

/** Opens the settings in this folder. */
export function openSettings(folder: string): SettingsStore {
  const path = join(folder, 'settings.json')
  let isDamaged = readIsDamaged(path)
  let store = isDamaged ? null : openStore(folder)
  let current = store ? parseSettings(store.store).settings : DEFAULT_SETTINGS
  return {
    read: () => current,
    isDamaged: () => isDamaged,
    write: (change) => {
      if (!store) throw new Error('The settings are damaged.')
      const next = { ...current, ...change }
      store.store = { ...store.store, ...next }
      current = next
      return next
    },
    reset: (nowMs) => {
      if (!isDamaged) return
      renameSync(path, `${path}.damaged-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`)
      store = openStore(folder)
      isDamaged = false
      current = DEFAULT_SETTINGS
    },
  }
}

function openStore(folder: string): Store {
  const store = new Store({
    name: 'settings',
    cwd: folder,
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
  })
  // It offers renderers its folder on a channel of its own; ours have one way in, and this is not it.
  closeForeignChannel('electron-store-get-data')
  return store
}

function readIsDamaged(path: string): boolean {
  try {
    return isDamagedText(readFileSync(path, 'utf8'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

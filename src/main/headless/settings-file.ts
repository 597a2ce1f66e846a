// The settings file for a hub without the desktop app: the very file that the app keeps. Reads it strictly,
// since a damaged one must not open what its owner had closed, and writes it whole or not at all.

import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSettings, type SettingKey, type Settings } from '../../shared/settings'
import { writePrivate } from '../hub/hub'

export const SETTINGS_NAME = 'settings.json'

/** Whose wrong value would let in more than was meant. */
const GUARDS: readonly SettingKey[] = [
  ...(['port', 'host', 'trust', 'tls', 'publicPeers'] as const),
  ...(['allowedHosts', 'allowedOrigins'] as const),
]

export type LoadedSettings =
  | Readonly<{ kind: 'loaded'; settings: Settings; wrong: readonly SettingKey[] }>
  /** `keys` are those at fault, where single ones are. */
  | Readonly<{ kind: 'damaged'; path: string; keys: readonly SettingKey[] }>

export type SettingsFile = Readonly<{
  load: () => Promise<LoadedSettings>
  /** Keeps these; whatever else stands in the file stays. One after the other. */
  save: (change: Partial<Settings>) => Promise<void>
}>

/** The settings file of a data folder. A file that is not there is all defaults. */
export function createSettingsFile(dataDir: string): SettingsFile {
  const path = join(dataDir, SETTINGS_NAME)
  let last: Promise<void> = Promise.resolve()
  return {
    load: async () => {
      const value = await readObject(path)
      if (value === null) return { kind: 'damaged', path, keys: [] }
      const { settings, wrong } = parseSettings(value)
      const keys = wrong.filter((key) => GUARDS.includes(key))
      return keys.length > 0 ? { kind: 'damaged', path, keys } : { kind: 'loaded', settings, wrong }
    },
    save: (change) => {
      const next = last.then(async () => {
        const others = (await readObject(path)) ?? {}
        await mkdir(dataDir, { recursive: true, mode: 0o700 })
        await writePrivate(path, `${JSON.stringify({ ...others, ...change }, null, '\t')}\n`)
      })
      last = next.catch(() => undefined)
      return next
    },
  }
}

/** What the file holds, {} when there is none, null when it cannot be taken for settings. */
async function readObject(path: string): Promise<Record<string, unknown> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? {} : null
  }
}

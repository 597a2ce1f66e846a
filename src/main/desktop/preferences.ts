// The person's settings while the desktop runs: what is kept, what the environment says over it, and a change
// that is kept and then applied. Knows no file and no window.

import type { Settings } from '../../shared/settings'
import { withRoom } from '../../shared/with-room'
import type { Hub, HubConfig, SettingsPort } from '../hub/hub'
import { hubConfig, type Environment } from './environment'
import type { SettingsStore } from './settings-store'

export type Preferences = SettingsPort &
  Readonly<{
    isDamaged: () => boolean
    /** What the hub is to run with. */
    config: () => HubConfig
    /** Leaves damaged settings behind. */
    reset: () => Promise<void>
    /** Calls back after each change; answers how to stop. */
    onChange: (listener: (now: Settings, before: Settings) => void) => () => void
  }>

export type PreferencesOptions = Readonly<{
  store: SettingsStore
  environment: Pick<Environment, 'port' | 'host'>
  machineName: string
  hub: () => Pick<Hub, 'configure' | 'makeRoom'>
  nowMs: () => number
}>

/** Settings for the window, for the hub and for the command line. Changes are made one after the other. */
export function createPreferences(options: PreferencesOptions): Preferences {
  const { store, machineName, hub, nowMs } = options
  const listeners = new Set<(now: Settings, before: Settings) => void>()
  let overriding = { ...options.environment }
  let last: Promise<unknown> = Promise.resolve()

  const read = (): Settings => inForce(store.read(), overriding)
  const config = (): HubConfig => hubConfig(store.read(), overriding, machineName)

  const write = async (change: Partial<Settings>): Promise<Settings> => {
    const before = read()
    await withRoom(
      () => hub().makeRoom(),
      () => store.write(change),
    )
    overriding = withoutChosen(overriding, change, before)
    await hub().configure(config())
    for (const listener of listeners) listener(read(), before)
    return read()
  }

  return {
    read,
    config,
    isDamaged: store.isDamaged,
    write: (change) => {
      const next = last.then(() => write(change))
      last = next.catch(() => undefined)
      return next
    },
    reset: async () => {
      const before = read()
      store.reset(nowMs())
      await hub().configure(config())
      for (const listener of listeners) listener(read(), before)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What the person chooses while it runs is meant, whatever the environment said at the start. */
function withoutChosen(
  overriding: Pick<Environment, 'port' | 'host'>,
  change: Partial<Settings>,
  before: Settings,
): Pick<Environment, 'port' | 'host'> {
  const { port, host } = overriding
  const keepsPort = change.port === undefined || change.port === before.port
  const keepsHost = change.host === undefined || change.host === before.host
  return {
    ...(port !== undefined && keepsPort ? { port } : {}),
    ...(host !== undefined && keepsHost ? { host } : {}),
  }
}

/** Port 0, "any", is no setting: there the kept one stays to be seen. */
function inForce(kept: Settings, { port, host }: Pick<Environment, 'port' | 'host'>): Settings {
  return { ...kept, ...(port ? { port } : {}), ...(host === undefined ? {} : { host }) }
}

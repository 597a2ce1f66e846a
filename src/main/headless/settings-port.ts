// The settings while a headless hub runs: what is kept, what overrides it, and a change that is both applied
// and kept, or neither.

import type { Override, Overrides } from '../../shared/control'
import { bytesOf, keepOf } from '../../shared/retention'
import type { SettingKey, Settings } from '../../shared/settings'
import { withRoom } from '../../shared/with-room'
import type { Hub, HubConfig, SettingsPort } from '../hub/hub'
import type { HeadlessOptions } from './options'
import type { SettingsFile } from './settings-file'

export type Overriding = Pick<HeadlessOptions, 'port' | 'host'>

export type SettingsPortOptions = Readonly<{
  kept: Settings
  overriding: Overriding
  file: Pick<SettingsFile, 'save'>
  machineName: string
  hub: () => Pick<Hub, 'configure' | 'makeRoom'>
}>

/** What a hub is to run with: the settings, and over them what the environment or the command line says. */
export function configOf(
  settings: Settings,
  overriding: Overriding,
  machineName: string,
): HubConfig {
  return {
    port: overriding.port?.value ?? settings.port,
    host: overriding.host?.value ?? settings.host,
    name: settings.name ?? (machineName.slice(0, 64) || 'Bellhop'),
    trust: settings.trust,
    tls: settings.tls,
    publicPeers: settings.publicPeers,
    routing: settings.routing,
    discovery: settings.discovery,
    keep: keepOf(settings),
    attachmentBytes: bytesOf(settings.attachmentMegabytes),
    allowedHosts: settings.allowedHosts,
    allowedOrigins: settings.allowedOrigins,
  }
}

/** The owner's settings for `createHub`. Changes are applied one after the other. */
export function createSettingsPort(
  options: SettingsPortOptions,
): SettingsPort & Readonly<{ overridden: () => Overrides }> {
  const { overriding, file, machineName, hub } = options
  let kept = options.kept
  let last: Promise<unknown> = Promise.resolve()

  const apply = (settings: Settings): Promise<void> =>
    applyTo(
      hub(),
      configOf(kept, overriding, machineName),
      configOf(settings, overriding, machineName),
    )

  const write = async (change: Partial<Settings>): Promise<Settings> => {
    const wanted = { ...kept, ...change }
    await apply(wanted)
    try {
      await withRoom(
        () => hub().makeRoom(),
        () => file.save(change),
      )
    } catch (error) {
      await applyTo(
        hub(),
        configOf(wanted, overriding, machineName),
        configOf(kept, overriding, machineName),
      )
      throw error
    }
    kept = wanted
    return inForce(kept, overriding)
  }

  return {
    read: () => inForce(kept, overriding),
    write: (change) => {
      const next = last.then(() => write(change))
      last = next.catch(() => undefined)
      return next
    },
    overridden: () => overridesOf(kept, overriding),
  }
}

/** Moves a hub from one configuration to another, and back where it does not listen with the new one. */
async function applyTo(hub: Pick<Hub, 'configure'>, from: HubConfig, to: HubConfig): Promise<void> {
  const change = differing(from, to)
  if (Object.keys(change).length === 0) return
  const status = await hub.configure(change)
  if (status.state !== 'failed') return
  await hub.configure(differing(to, from))
  throw new Error(status.failure?.message ?? 'The hub cannot run with this setting.')
}

function differing(from: HubConfig, to: HubConfig): Partial<HubConfig> {
  const keys = Object.keys(to) as (keyof HubConfig)[]
  const changed = keys.filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
  return Object.fromEntries(changed.map((key) => [key, to[key]]))
}

function inForce(kept: Settings, { port, host }: Overriding): Settings {
  return {
    ...kept,
    ...(port === undefined ? {} : { port: port.value }),
    ...(host === undefined ? {} : { host: host.value }),
  }
}

function overridesOf(kept: Settings, overriding: Overriding): Overrides {
  const keys = ['port', 'host'] as const satisfies readonly SettingKey[]
  const overrides: Partial<Record<SettingKey, Override>> = {}
  for (const key of keys) {
    const said = overriding[key]
    if (said !== undefined) overrides[key] = { by: said.by, kept: kept[key] }
  }
  return overrides
}

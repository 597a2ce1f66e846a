// What somebody who is asked for help wants to know: versions, and how the hub is. No names, addresses, texts or tokens,
// since a person pastes it anywhere. Pure.

import type { Settings } from '../../shared/settings'
import type { DeviceView, FeedCounts, HubStatus } from '../../shared/views'

export type About = Readonly<{
  status: HubStatus
  settings: Settings
  counts: FeedCounts
  devices: readonly DeviceView[]
  versions: Readonly<{ electron?: string; node?: string; chrome?: string }>
  /** The system, its release and what kind of processor it is. */
  system: string
  locale: string
}>

/** A line each, in English whatever the language: it is read by others. */
export function diagnosticsOf({ status, settings, counts, devices, ...about }: About): string {
  const { electron = '?', node = '?', chrome = '?' } = about.versions
  const { state, failure, identity, backup } = status
  const known = devices.filter(({ lane }) => lane !== 'guest')
  const key = identity?.state === 'ready' ? keptOf(identity) : (identity?.reason ?? 'not read')
  return [
    `Bellhop ${status.version}, Electron ${electron}, Node ${node}, Chromium ${chrome}`,
    `System: ${about.system}, ${about.locale}`,
    `Hub: ${state}${failure === null ? '' : ` (${failure.code})`}, port ${status.port}`,
    `Addresses: ${status.addresses.length}, one alone: ${settings.host !== null}`,
    `Trust: ${status.trust}, routing: ${status.routing}, TLS: ${settings.tls}, key: ${key}`,
    `Public peers: ${settings.publicPeers}`,
    `Devices: ${known.length}, online: ${known.filter(({ online }) => online).length}`,
    `Notifications: ${counts.total}, bytes: ${counts.bytes}, disk full: ${status.isStorageFull}`,
    `Backup: ${backup.last ?? 'none'}, failure: ${backup.failure ?? 'none'}`,
    `Saved from damage: ${status.salvaged !== null}`,
  ].join('\n')
}

function keptOf({ isSealed }: Readonly<{ isSealed: boolean }>): string {
  return isSealed ? 'in the keyring' : 'in a file'
}

// `status`: the hub at a glance.

import type { ControlStatus } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { TrustPolicy } from '../../shared/model'
import { salvagedText } from '../../shared/salvaged-text'
import { identityText } from '../../shared/identity-text'
import type { HubFailure, HubIdentity } from '../../shared/views'
import type { Command } from './call'
import { wrongUsage } from './failure'
import type { Cell } from './table'
import { ago } from './times'

export const statusCommand: Command = {
  syntax: 'status [--known]',
  about: m.cli_help_status,
  ownerOnly: m.cli_error_owner_only,
  options: { known: { type: 'boolean', about: m.cli_opt_known } },
  run: async ({ ask, around, isJson, locale, options, out, words }) => {
    if (words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'status' }))
    if (options['known'] === true) await ask('forgetSalvaged', null)
    const status = await ask('status', null)
    if (isJson) out.json(status)
    else out.rows(rowsOf(status, around.nowMs(), locale))
    if (!isJson && status.failure) out.note(failureSentence(status.failure))
    if (!isJson && status.identity?.state === 'missing') out.note(identityText(status.identity))
    if (!isJson && status.backup.failure !== null) out.note(BACKUP[status.backup.failure]())
    if (!isJson && status.salvaged) out.note(salvagedText(status.salvaged))
  },
}

const BACKUP = { no_room: m.cli_backup_no_room, failed: m.cli_backup_failed }

const TRUST: Readonly<Record<TrustPolicy, () => string>> = {
  ask: m.cli_trust_ask,
  paired: m.cli_trust_paired,
  open: m.cli_trust_open,
}

function rowsOf(status: ControlStatus, nowMs: number, locale: string): Cell[][] {
  const { backup } = status
  const { version, addresses, trust, routing, devices, online, notifications, bytes } = status
  const [best = '–', ...others] = addresses
  const rows: [string, string][] = [
    [m.cli_status_version(), version],
    [m.cli_status_addresses(), best],
    ...others.map((address): [string, string] => ['', address]),
    [m.cli_status_trust(), TRUST[trust]()],
    [
      m.cli_status_routing(),
      routing === 'addressed' ? m.cli_routing_addressed() : m.cli_routing_broadcast(),
    ],
    [m.cli_status_devices(), m.cli_status_online({ devices, online })],
    [
      m.cli_status_notifications(),
      m.cli_status_kept({ count: notifications, megabytes: (bytes / 1_048_576).toFixed(1) }),
    ],
    ...keyRows(status.identity),
    [
      m.cli_status_backup(),
      backup.last === null ? m.cli_status_backup_none() : ago(backup.last, nowMs, locale),
    ],
  ]
  return rows.map(([label, value]) => [{ text: label, style: 'bold' }, value])
}

/** By what people and devices know the hub, and who guards it. `curl --pinnedpubkey` takes the second line. */
function keyRows(identity: HubIdentity | undefined): [string, string][] {
  if (identity?.state !== 'ready') return []
  return [
    [m.cli_status_key(), identity.words.join(' ')],
    ['', `sha256//${identity.pin}`],
    ['', identityText(identity)],
  ]
}

/** What keeps the hub from its port. Only one that runs can say so. */
function failureSentence({ code, message, port }: HubFailure): string {
  if (code === 'port_taken') return m.failure_port_taken({ port: port ?? '' })
  if (code === 'port_forbidden') return m.failure_port_forbidden({ port: port ?? '' })
  return code === 'settings_damaged' ? m.failure_settings_damaged() : message
}

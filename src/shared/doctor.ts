// What the connection doctor finds: why a device may not reach the hub. Types and their texts; it looks at nothing.

import { m } from './messages/messages'
import type { HubFailure } from './views'

/** A `trouble` keeps devices away, a `hint` may, and `good` was tried and works. */
export type Severity = 'trouble' | 'hint' | 'good'

export type Finding =
  | Readonly<{ what: 'not_listening'; severity: 'trouble'; failure: HubFailure | null }>
  | Readonly<{ what: 'loopback_only'; severity: 'trouble'; host: string }>
  | Readonly<{ what: 'no_network'; severity: 'trouble' }>
  | Readonly<{ what: 'firewall'; severity: 'trouble' | 'hint'; by: string; port: number }>
  | Readonly<{ what: 'unanswered'; severity: 'trouble'; address: string; reason: string }>
  | Readonly<{ what: 'answered'; severity: 'good'; addresses: readonly string[] }>
  | Readonly<{ what: 'vpn'; severity: 'hint'; networks: readonly string[] }>
  | Readonly<{ what: 'several'; severity: 'hint'; addresses: readonly string[] }>
  | Readonly<{ what: 'public'; severity: 'hint'; address: string }>
  | Readonly<{ what: 'paired'; severity: 'hint' }>
  | Readonly<{ what: 'not_announced'; severity: 'hint' }>
  /** What cannot be seen from this computer, and how to find out. */
  | Readonly<{ what: 'elsewhere'; severity: 'hint'; address: string }>

/** A finding in words, and what to do about it; empty = nothing is to be done. */
export function findingText(finding: Finding): Readonly<{ says: string; todo: string }> {
  switch (finding.what) {
    case 'not_listening':
      return { says: m.doctor_not_listening(), todo: failureText(finding.failure) }
    case 'loopback_only':
      return { says: m.doctor_loopback({ host: finding.host }), todo: m.doctor_loopback_todo() }
    case 'no_network':
      return { says: m.doctor_no_network(), todo: m.doctor_no_network_todo() }
    case 'firewall':
      return firewallText(finding)
    case 'unanswered':
      return { says: m.doctor_unanswered(finding), todo: m.doctor_unanswered_todo() }
    case 'answered':
      return { says: m.doctor_answered({ addresses: finding.addresses.join(', ') }), todo: '' }
    case 'vpn':
      return {
        says: m.doctor_vpn({ networks: finding.networks.join(', ') }),
        todo: m.doctor_vpn_todo(),
      }
    case 'several':
      return {
        says: m.doctor_several({ addresses: finding.addresses.join(', ') }),
        todo: m.doctor_several_todo(),
      }
    case 'public':
      return { says: m.doctor_public({ address: finding.address }), todo: m.doctor_public_todo() }
    case 'paired':
      return { says: m.doctor_paired(), todo: m.doctor_paired_todo() }
    case 'not_announced':
      return { says: m.doctor_not_announced(), todo: m.doctor_not_announced_todo() }
    case 'elsewhere':
      return {
        says: m.doctor_elsewhere(),
        todo: m.doctor_elsewhere_todo({ address: finding.address }),
      }
  }
}

function failureText(failure: HubFailure | null): string {
  if (failure === null) return m.doctor_not_listening_todo()
  const { code, message, port = 0 } = failure
  if (code === 'port_taken') return m.failure_port_taken({ port })
  if (code === 'port_forbidden') return m.failure_port_forbidden({ port })
  return code === 'settings_damaged' ? m.failure_settings_damaged() : message
}

const TODO: Readonly<Record<string, (named: { by: string; port: number }) => string>> = {
  nftables: m.doctor_firewall_nft,
  iptables: m.doctor_firewall_iptables,
  'iptables-legacy': m.doctor_firewall_iptables,
  ufw: m.doctor_firewall_ufw,
  firewalld: m.doctor_firewall_firewalld,
  windows: m.doctor_firewall_windows,
  macos: m.doctor_firewall_macos,
}

function firewallText({ severity, by, port }: Extract<Finding, { what: 'firewall' }>) {
  const says = severity === 'trouble' ? m.doctor_firewall : m.doctor_firewall_maybe
  return { says: says({ by, port }), todo: TODO[by]?.({ by, port }) ?? '' }
}

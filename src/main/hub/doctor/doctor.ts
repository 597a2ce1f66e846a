// The connection doctor: looks at this computer as it is, tries what can be tried, and says why a device may not reach the
// hub. `findingsOf` decides, purely; `examine` brings it the facts.

import { networkInterfaces } from 'node:os'
import type { Finding } from '../../../shared/doctor'
import type { HubStatus } from '../../../shared/views'
import { networksOf, type Network } from '../discovery/interfaces'
import type { HubConfig } from '../face'
import { isLoopback, isPrivate } from '../listener/ip'
import { askFirewall, type Firewall } from './firewall'
import { knock, type Knocked } from './knock'

export type Facts = Readonly<{
  status: Pick<HubStatus, 'state' | 'failure' | 'port' | 'trust' | 'addresses'>
  config: Pick<HubConfig, 'host' | 'discovery'>
  networks: readonly Network[]
  knocked: readonly Knocked[]
  firewall: Firewall | null
}>

/** What is found, the worst first. */
export async function examine(status: HubStatus, config: HubConfig): Promise<readonly Finding[]> {
  const networks = networksOf(networkInterfaces())
  const isListening = status.state === 'listening'
  const names = networks.filter(({ kind }) => kind === 'lan').map(({ name }) => name)
  const [knocked, firewall] = await Promise.all([
    Promise.all(isListening ? status.addresses.map(knock) : []),
    askFirewall(process.platform, status.port, names),
  ])
  return findingsOf({ status, config, networks, knocked, firewall })
}

/** The rules of the doctor. */
export function findingsOf(facts: Facts): readonly Finding[] {
  const { status } = facts
  if (status.state !== 'listening') {
    return [{ what: 'not_listening', severity: 'trouble', failure: status.failure }]
  }
  const found = [...reachFindings(facts), ...networkFindings(facts), ...policyFindings(facts)]
  return ORDER.flatMap((severity) => found.filter((one) => one.severity === severity))
}

const ORDER = ['trouble', 'hint', 'good'] as const

function reachFindings({ config, networks, knocked, firewall, status }: Facts): Finding[] {
  const found: Finding[] = []
  const { host } = config
  const isAlone = host !== null && (host === 'localhost' || isLoopback(host))
  if (isAlone) found.push({ what: 'loopback_only', severity: 'trouble', host })
  else if (networks.length === 0) found.push({ what: 'no_network', severity: 'trouble' })
  if (firewall !== null && !isAlone && networks.length > 0) {
    const severity = firewall.isSure ? 'trouble' : 'hint'
    found.push({ what: 'firewall', severity, by: firewall.by, port: status.port })
  }
  for (const { address, reason } of knocked) {
    if (reason !== null) found.push({ what: 'unanswered', severity: 'trouble', address, reason })
  }
  const addresses = knocked.filter(({ reason }) => reason === null).map(({ address }) => address)
  if (addresses.length > 0) found.push({ what: 'answered', severity: 'good', addresses })
  return found
}

function networkFindings({ networks, status, config }: Facts): Finding[] {
  const found: Finding[] = []
  const lan = networks.filter(({ kind }) => kind === 'lan')
  const vpn = networks.filter(({ kind }) => kind === 'vpn').map(({ name }) => name)
  if (vpn.length > 0) found.push({ what: 'vpn', severity: 'hint', networks: vpn })
  const ipv4 = lan.flatMap((one) => one.ipv4)
  if (ipv4.length > 1 && config.host === null) {
    found.push({ what: 'several', severity: 'hint', addresses: ipv4 })
  }
  const address = ipv4.find((one) => !isPrivate(one))
  if (address !== undefined) found.push({ what: 'public', severity: 'hint', address })
  const best = status.addresses.find(({ kind }) => kind === 'lan')
  if (best) found.push({ what: 'elsewhere', severity: 'hint', address: best.text })
  return found
}

function policyFindings({ status, config }: Facts): Finding[] {
  const found: Finding[] = []
  if (status.trust === 'paired') found.push({ what: 'paired', severity: 'hint' })
  if (config.discovery === false) found.push({ what: 'not_announced', severity: 'hint' })
  return found
}

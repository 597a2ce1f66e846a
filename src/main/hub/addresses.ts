// Under which addresses other devices can reach this computer, best first.

import { hostname, networkInterfaces } from 'node:os'
import type { HubAddress } from '../../shared/views'
import { networksOf } from './discovery/interfaces'

const KINDS = ['lan', 'vpn', 'virtual'] as const

/** Not an address of anybody: all of this computer's. */
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** What a device types to reach the hub. `host` = the one address it listens on; null = all. */
export function reachableAddresses(port: number, host: string | null): HubAddress[] {
  if (host !== null && !WILDCARDS.has(host))
    return [address(host, port, isLoopback(host) ? 'loopback' : 'lan')]
  return [
    ...ownAddresses(networkInterfaces()).map((ip) => address(ip, port, 'lan')),
    address('localhost', port, 'loopback'),
  ]
}

/** Those of home and office networks first, then those of VPNs, then those of containers and virtual machines. */
export function ownAddresses(own: Parameters<typeof networksOf>[0]): string[] {
  const networks = networksOf(own)
  return KINDS.flatMap((kind) => {
    const near = networks.filter((one) => one.kind === kind)
    const ipv4 = near.flatMap((one) => one.ipv4).sort((a, b) => rank(a) - rank(b))
    return [...ipv4, ...near.flatMap((one) => one.ipv6)]
  })
}

/** This computer's names as a Host header may carry them, lower case: with and without `.local`. */
export function ownNames(): string[] {
  const full = hostname().toLowerCase()
  const short = full.split('.')[0] ?? full
  return [...new Set([full, short, `${short}.local`])]
}

/** Home networks first. */
function rank(ip: string): number {
  if (ip.startsWith('192.168.')) return 0
  return ip.startsWith('10.') || ip.startsWith('172.') ? 1 : 2
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function address(host: string, port: number, kind: HubAddress['kind']): HubAddress {
  const text = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  return { text, url: `http://${text}/`, kind }
}

// Under which addresses other devices can reach this computer, best first.

import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import type { HubAddress } from '../../shared/views'
import { networksOf } from './discovery/interfaces'

const KINDS = ['lan', 'vpn', 'virtual'] as const

/** Not an address of anybody: all of this computer's of one family. */
const WILDCARDS: Readonly<Record<string, 4 | 6>> = { '0.0.0.0': 4, '::': 6 }

/** What a device types to reach the hub. `host` = the one address it listens on; null = all. */
export function reachableAddresses(
  port: number,
  host: string | null,
  own: Parameters<typeof networksOf>[0] = networkInterfaces(),
): HubAddress[] {
  const family = host === null ? null : WILDCARDS[host]
  if (host !== null && !family) return [address(host, port, isLoopback(host) ? 'loopback' : 'lan')]
  const heard = ownAddresses(own).filter((ip) => !family || isIP(ip) === family)
  return [...heard.map((ip) => address(ip, port, 'lan')), address('localhost', port, 'loopback')]
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

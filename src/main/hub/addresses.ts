// Under which addresses other devices can reach this computer, best first.

import { hostname, networkInterfaces } from 'node:os'
import type { HubAddress } from '../../shared/views'

/** Not an address of anybody: all of this computer's. */
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

/** What a device types to reach the hub. `host` = the one address it listens on; null = all. */
export function reachableAddresses(port: number, host: string | null): HubAddress[] {
  if (host !== null && !WILDCARDS.has(host))
    return [address(host, port, isLoopback(host) ? 'loopback' : 'lan')]
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const lan = own
    .filter(
      ({ internal, address: ip, family }) =>
        !internal && (family === 'IPv4' || !ip.startsWith('fe80:')),
    )
    .sort((a, b) => rank(a.family, a.address) - rank(b.family, b.address))
  return [
    ...lan.map(({ address: ip }) => address(ip, port, 'lan')),
    address('localhost', port, 'loopback'),
  ]
}

/** This computer's names as a Host header may carry them, lower case: with and without `.local`. */
export function ownNames(): string[] {
  const full = hostname().toLowerCase()
  const short = full.split('.')[0] ?? full
  return [...new Set([full, short, `${short}.local`])]
}

/** Home networks first, IPv6 last. */
function rank(family: string, ip: string): number {
  if (family !== 'IPv4') return 3
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

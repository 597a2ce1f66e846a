// Who may knock at all: the rules of Host and Origin. Pure; knows no request and no device.

import { canonicalIp, isLoopback, isPrivate } from './ip'
import type { AccessConfig, OriginKind } from './types'

/** Where a Host header or an origin points. `name` is lower case, an IP address in its one spelling. */
export type Authority = Readonly<{ name: string; isIp: boolean; port: number | null }>

const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/
const BRACKETED = /^\[([^\]]*)\](?::([^:]*))?$/
/** Stricter than a Host: an IPv6 address stands in brackets, without a zone. */
const ORIGIN = /^([A-Za-z]+):\/\/((?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d+)?)$/
const PLAIN = /^([^:[\]]*)(?::([^:]*))?$/
const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 }

/** Reads `name`, `name:port`, `[address]:port` or a bare IP address; null when it is none of them. */
export function parseAuthority(text: string): Authority | null {
  const bare = canonicalIp(text)
  if (bare !== null) return { name: bare, isIp: true, port: null }
  const bracketed = BRACKETED.exec(text)
  const [, host = '', portText] = bracketed ?? PLAIN.exec(text) ?? []
  const port = portText === undefined ? null : parsePort(portText)
  if (port === undefined) return null
  const bareHost = bracketed ? host : host.replace(/\.$/, '')
  const ip = canonicalIp(bareHost)
  if (ip !== null) return { name: ip, isIp: true, port }
  const name = bareHost.toLowerCase()
  return bracketed || !NAME.test(name) ? null : { name, isIp: false, port }
}

/**
 * Whether a hub may be spoken to under this name: an IP address, localhost, this computer's name, or a name
 * that the owner added. A page that rebinds its own name in DNS always carries that name, never an address.
 */
export function isHostAllowed(host: Authority, config: AccessConfig): boolean {
  if (host.isIp || host.name === 'localhost' || host.name.endsWith('.localhost')) return true
  return config.ownNames.includes(host.name) || names(config.allowedHosts).includes(host.name)
}

/** What an Origin header is to a hub that was called by this Host. `foreign` may only read what changes nothing. */
export function originKind(
  origin: string | null,
  host: Authority,
  config: AccessConfig,
): OriginKind {
  if (origin === null) return 'none'
  if (origin === 'null' || origin === 'file://') return 'local'
  const page = parseOrigin(origin)
  if (page && page.name === host.name && page.port === (host.port ?? page.defaultPort)) return 'own'
  if (config.allowedOrigins.some((allowed) => isSameOrigin(allowed, origin))) return 'allowed'
  if (!page) return 'foreign'
  if (page.name === 'localhost' || isLoopback(page.name)) return 'local'
  return isPrivate(page.name) || config.ownNames.includes(page.name) ? 'lan' : 'foreign'
}

type Page = Readonly<{ scheme: string; name: string; port: number; defaultPort: number }>

/** Only what a browser writes: a web scheme, a host and perhaps a port, and nothing behind it. */
function parseOrigin(text: string): Page | null {
  const [, schemeText = '', rest = ''] = ORIGIN.exec(text) ?? []
  const scheme = schemeText.toLowerCase()
  const authority = parseAuthority(rest)
  const defaultPort = DEFAULT_PORTS[scheme]
  if (defaultPort === undefined || authority === null) return null
  return { scheme, name: authority.name, port: authority.port ?? defaultPort, defaultPort }
}

function isSameOrigin(allowed: string, origin: string): boolean {
  return spelled(allowed.replace(/\/$/, '')) === spelled(origin)
}

function spelled(origin: string): string {
  const page = parseOrigin(origin)
  return page ? `${page.scheme}://${page.name}:${page.port}` : origin.toLowerCase()
}

function names(list: readonly string[]): string[] {
  return list.map((name) => parseAuthority(name)?.name ?? name)
}

/** 1 to 65535 in its one spelling; undefined when it is none. */
function parsePort(text: string): number | undefined {
  const port = Number(text)
  return /^[1-9]\d{0,4}$/.test(text) && port <= 65_535 ? port : undefined
}

// IP addresses as this room compares them: plain text, the key for counting, and which ranges are whose.
// Pure; knows no socket and resolves no name.

import { isIPv4, isIPv6 } from 'node:net'

/** An address as eight groups of 16 bits; IPv4 stands in the last two, mapped. */
type Groups = readonly number[]

const MAPPED_PREFIX: Groups = [0, 0, 0, 0, 0, 0xffff]

/** The address without its zone, and IPv4 without its mapping into IPv6. */
export function plainAddress(text: string): string {
  if (isIPv4(text)) return text
  const bare = withoutZone(text)
  const groups = parse(bare)
  return groups && isMapped(groups) ? dotted(groups) : bare
}

/** What caps and rates count by: an IPv4 address itself, an IPv6 address by its /64, `::1` itself. */
export function addressKey(address: string): string {
  const groups = parse(address)
  if (!groups || isMapped(groups) || isLoopback(address)) return address
  const network = groups.slice(0, 4)
  while (network.at(-1) === 0) network.pop()
  return `${network.map((group) => group.toString(16)).join(':')}::/64`
}

/** One spelling for each IP address, so that two can be compared; null when the text is none. */
export function canonicalIp(text: string): string | null {
  const groups = parse(isIPv6(text) ? withoutZone(text) : text)
  if (!groups) return null
  return isMapped(groups) ? dotted(groups) : groups.map((group) => group.toString(16)).join(':')
}

/** 127.0.0.0/8 or ::1. */
export function isLoopback(address: string): boolean {
  const groups = parse(address)
  if (!groups) return false
  if (isMapped(groups)) return at(groups, 6) >> 8 === 127
  return groups.every((group, index) => group === (index === 7 ? 1 : 0))
}

/** An address of a local network: RFC 1918, link-local, carrier-grade NAT, or unique local IPv6. */
export function isPrivate(address: string): boolean {
  const groups = parse(address)
  if (!groups) return false
  if (isMapped(groups)) return isPrivateV4(at(groups, 6))
  const first = at(groups, 0)
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80
}

function isPrivateV4(high: number): boolean {
  const [first, second] = [high >> 8, high & 0xff]
  if (first === 10 || high === 0xc0a8 || high === 0xa9fe) return true
  return (first === 172 && second >> 4 === 1) || (first === 100 && second >> 6 === 1)
}

function withoutZone(text: string): string {
  const zone = text.indexOf('%')
  return zone === -1 ? text : text.slice(0, zone)
}

function isMapped(groups: Groups): boolean {
  return MAPPED_PREFIX.every((group, index) => groups[index] === group)
}

function dotted(groups: Groups): string {
  const [high, low] = [at(groups, 6), at(groups, 7)]
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`
}

function parse(text: string): Groups | null {
  if (isIPv4(text)) return [...MAPPED_PREFIX, ...parseV4(text)]
  if (!isIPv6(text) || text.includes('%')) return null
  const [head = '', tail] = text.split('::')
  const front = parseGroups(head)
  if (tail === undefined) return front
  const back = parseGroups(tail)
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back]
}

function parseGroups(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap((one) => (one.includes('.') ? parseV4(one) : [parseInt(one, 16)]))
}

function parseV4(text: string): [number, number] {
  const bytes = text.split('.').map(Number)
  return [at(bytes, 0) * 256 + at(bytes, 1), at(bytes, 2) * 256 + at(bytes, 3)]
}

function at(list: Groups, index: number): number {
  return list[index] ?? 0
}

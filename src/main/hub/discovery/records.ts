// What is said over mDNS about a hub, and which questions it answers. Pure; knows no socket.

import type { Answer } from 'dns-packet'

export const SERVICE = '_bellhop._tcp.local'
const SERVICES = '_services._dns-sd._udp.local'

/** Seconds: what names an address, and the rest, as the standard asks for. */
const TTL = { host: 120, other: 4_500 } as const
/** Bytes of a label. */
const LABEL = 63

export type Announced = Readonly<{
  /** Its name among the hubs of this network, one label. */
  instance: string
  /** This computer's name, with `.local`. */
  host: string
  port: number
  ipv4: readonly string[]
  ipv6: readonly string[]
}>

/** A hub's name as one label: dots would part it, and it must fit. */
export function labelOf(name: string, number = 1): string {
  const end = number === 1 ? '' : ` (${String(number)})`
  let label = name.replaceAll('.', ' ').trim() || 'Bellhop'
  while (Buffer.byteLength(label + end) > LABEL) label = Array.from(label).slice(0, -1).join('')
  return label + end
}

/** What the instance is called in full. */
export function fullName({ instance }: Pick<Announced, 'instance'>): string {
  return `${instance}.${SERVICE}`
}

/** All there is to say; with a time to live of nothing it is taken back. */
export function recordsOf(hub: Announced, isGone = false): Answer[] {
  const other = isGone ? 0 : TTL.other
  const name = fullName(hub)
  const data = { port: hub.port, target: hub.host, priority: 0, weight: 0 }
  return [
    { name: SERVICE, type: 'PTR', ttl: other, data: name },
    { name, type: 'SRV', ttl: isGone ? 0 : TTL.host, flush: true, data },
    { name, type: 'TXT', ttl: other, flush: true, data: ['v=1', 'path=/'] },
    ...(isGone ? [] : addressRecords(hub)),
  ]
}

export type Reply = Readonly<{ answers: Answer[]; additionals: Answer[] }>

/** What these questions are answered; null = they are not for this hub. */
export function replyTo(questions: readonly Asked[], hub: Announced): Reply | null {
  const all = recordsOf(hub)
  const answers = questions.flatMap((question) => answersTo(question, all))
  if (answers.length === 0) return null
  return { answers, additionals: all.filter((record) => !answers.includes(record)) }
}

/** The library's types know no question for everything. */
export type Asked = Readonly<{ name: string; type: string }>

function answersTo({ name, type }: Asked, all: readonly Answer[]): Answer[] {
  const asked = name.toLowerCase()
  if (asked === SERVICES && (type === 'PTR' || type === 'ANY')) {
    return [{ name: SERVICES, type: 'PTR', ttl: TTL.other, data: SERVICE }]
  }
  return all.filter((record) => {
    const isNamed = record.name.toLowerCase() === asked
    return isNamed && (type === 'ANY' || record.type === type)
  })
}

/** Without the mark of being the only ones: this computer may have a responder of its own for its name. */
function addressRecords({ host, ipv4, ipv6 }: Announced): Answer[] {
  return [
    ...ipv4.map((data): Answer => ({ name: host, type: 'A', ttl: TTL.host, data })),
    ...ipv6.map((data): Answer => ({ name: host, type: 'AAAA', ttl: TTL.host, data })),
  ]
}

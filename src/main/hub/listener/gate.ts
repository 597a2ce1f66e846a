// Everything that is asked of a request before a route or a socket sees it, in one order. Pure: it answers
// what the peer proved, or the answer that turns it away.

import { refuse } from '../../../shared/protocol/errors'
import { isHostAllowed, originKind, parseAuthority } from './access'
import { answerOf, bare, CLOSED_DOOR, MALFORMED, type Answer } from './answers'
import { evidenceOf, type Peer } from './evidence'
import { countOf, valueOf, valuesOf, type RawHeaders } from './headers'
import { isFromInternet, isTooOpen } from './reach'
import type { AccessConfig, Evidence, OriginKind } from './types'

/** What the gate looks at. */
export type Knock = Readonly<{
  method: string
  target: string
  httpVersion: string
  raw: RawHeaders
  isUpgrade: boolean
}>

/** What was refused that the owner may add to what is allowed. */
export type Named = Readonly<{ kind: 'host' | 'origin'; name: string }>

/** Passed, or turned away; `reason` is for the log. */
export type Verdict =
  | Readonly<{ isPassed: true; peer: Evidence }>
  | Readonly<{ isPassed: false; answer: Answer; reason: string; named?: Named }>

export type GateConfig = Readonly<{
  access: AccessConfig
  isBlocked: (addressKey: string) => boolean
  headerFields: number
}>

const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Fields of which a second one would let two readers see two different requests. */
const SINGLE = [
  'authorization',
  'content-type',
  'content-encoding',
  'sec-fetch-site',
  'x-device',
  'x-filename',
]

/** Host and Origin come first: who fails them learns nothing, on whatever route. */
export function judge(knock: Knock, peer: Peer, config: GateConfig): Verdict {
  if (countOf(knock.raw) > config.headerFields) return turnAway(bare(431), 'fields')
  const hosts = valuesOf(knock.raw, 'host')
  const host = parseAuthority(hosts[0] ?? '')
  if (hosts.length !== 1) return turnAway(MALFORMED, 'hosts')
  if (!host) return turnAway(CLOSED_DOOR, 'host')
  if (!isHostAllowed(host, config.access)) return turnAwayNamed('host', host.name)
  const origins = valuesOf(knock.raw, 'origin')
  const origin =
    origins.length > 1 ? 'foreign' : originKind(origins[0] ?? null, host, config.access)
  return (
    judgeOrigin(knock, origin) ??
    judgePeer(peer, config) ??
    judgeForm(knock) ??
    judgeEvidence(evidenceOf(peer, knock.raw, origin), config)
  )
}

function judgeEvidence(peer: Evidence, { access }: GateConfig): Verdict {
  if (!isTooOpen(peer, access)) return { isPassed: true, peer }
  return turnAway(answerOf(refuse('tls_required')), 'in clear')
}

function judgeOrigin(knock: Knock, origin: OriginKind): Verdict | null {
  if (!knock.isUpgrade && HARMLESS.has(knock.method)) return null
  if (origin === 'foreign') return turnAwayNamed('origin', valueOf(knock.raw, 'origin') ?? '')
  const isCrossSite = valuesOf(knock.raw, 'sec-fetch-site').some(
    (site) => site.toLowerCase() === 'cross-site',
  )
  const isPublish = !knock.isUpgrade && origin !== 'allowed'
  return isPublish && isCrossSite ? turnAway(CLOSED_DOOR, 'cross-site') : null
}

function judgePeer(peer: Peer, config: GateConfig): Verdict | null {
  if (config.isBlocked(peer.addressKey)) return turnAway(CLOSED_DOOR, 'blocked')
  const isOut = !config.access.publicPeers && isFromInternet(peer)
  return isOut ? turnAway(answerOf(refuse('public_peer')), 'public_peer') : null
}

function judgeForm({ target, httpVersion, raw, isUpgrade }: Knock): Verdict | null {
  const isKnownVersion = httpVersion === '1.1' || httpVersion === '1.0'
  if (!isKnownVersion || !target.startsWith('/')) return turnAway(MALFORMED, 'form')
  if (SINGLE.some((name) => valuesOf(raw, name).length > 1)) return turnAway(MALFORMED, 'repeated')
  if (!isPlainTransfer(raw, httpVersion, isUpgrade)) return turnAway(MALFORMED, 'transfer')
  const encoding = valueOf(raw, 'content-encoding')?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') return turnAway(answerOf(refuse('unsupported_type')), 'encoding')
  return hasToken(target) ? turnAway(answerOf(TOKEN_IN_URL), 'token in URL') : null
}

/** Nobody can take the end of its body for the beginning of something else. */
function isPlainTransfer(raw: RawHeaders, httpVersion: string, isUpgrade: boolean): boolean {
  const transfer = valuesOf(raw, 'transfer-encoding')
  const length = valueOf(raw, 'content-length') ?? '0'
  if (transfer.length === 0) return !isUpgrade || length === '0'
  return transfer.join().toLowerCase() === 'chunked' && httpVersion === '1.1' && !isUpgrade
}

const TOKEN_IN_URL = refuse('bad_field', {
  field: 'token',
  message: 'A token in a URL ends up in logs and histories. Send it as “Authorization: Bearer …”.',
})

function hasToken(target: string): boolean {
  const query = target.indexOf('?')
  return query !== -1 && new URLSearchParams(target.slice(query + 1)).has('token')
}

function turnAway(answer: Answer, reason: string): Verdict {
  return { isPassed: false, answer, reason }
}

/** Plain letters only: what strangers write must not steer whoever reads it. */
const NAMEABLE = /^[\x21-\x7e]{1,255}$/

/** With an empty body, so that a page learns nothing; a field says what the owner could allow, and how. */
function turnAwayNamed(kind: Named['kind'], name: string): Verdict {
  if (!NAMEABLE.test(name)) return turnAway(CLOSED_DOOR, kind)
  const hint = `${kind} ${name}; to allow it: bellhop allow ${kind} ${name}`
  const answer = bare(403, { 'Bellhop-Refused': hint })
  return { isPassed: false, answer, reason: kind, named: { kind, name } }
}

// The hub as the HTTP door sees it: each request stands for itself, with the lane that its evidence gives it.

import { createHash } from 'node:crypto'
import type {
  AttachmentId,
  DeviceId,
  Lane,
  NotificationId,
  Party,
  Scope,
} from '../../../shared/model'
import { foldId, mayBeTaken } from '../../../shared/protocol/addresses'
import type { Draft } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { notificationOf } from '../../../shared/protocol/event'
import type { Accepted } from '../../../shared/protocol/frames'
import { FRAME, PAGE } from '../../../shared/protocol/limits'
import { carryOutReaction } from '../connection/answers'
import type { Connection } from '../connection/connection'
import { uploaderOf, type Uploads } from '../attachments/uploads'
import type { Gate } from '../connection/gate'
import { deliveriesOf, type Receivers } from '../delivery/receivers'
import type { Publisher } from '../delivery/publication'
import type { Reactions } from '../delivery/reactions'
import type { Admission } from '../devices/admission'
import type { DeviceDirectory } from '../devices/directory'
import { blockOfId, type RegisteredDevice, type Registry } from '../devices/registry'
import { lacking, lackingFor } from '../devices/rights'
import { isOverheard, isTrusted, laneWithoutToken, mayUse } from '../devices/trust'
import type { History, Detail as StoredDetail } from '../history/types'
import type { HubConfig } from '../face'
import type { Evidence, HttpHub, ListRequest } from '../listener/types'
import { AtOnce } from './at-once'

/** Of the rooms, those that a request needs. */
export type PeerParts = Readonly<{
  memory: Readonly<{ config: HubConfig }>
  registry: Registry
  directory: DeviceDirectory
  history: History
  gate: Gate
  admission: Admission<Connection>
  receivers: Receivers
  publish: Publisher
  reactions: Reactions
  uploads: Uploads
}>

type Page = Exclude<Awaited<ReturnType<HttpHub['list']>>, Refusal>
type Peer = Readonly<{ lane: Lane; party: Party; device: RegisteredDevice | null }>

/** Answers the HTTP door's questions by the same rules as a socket's. */
export function createHttpHub(parts: PeerParts): HttpHub {
  const { directory, history, gate, publish, uploads } = parts
  const pages = new AtOnce(PAGE.atOnce)
  const identify = (evidence: Evidence): Peer | Refusal => identifyPeer(parts, evidence)
  const trusted = (evidence: Evidence, scope: Scope): Peer | Refusal => {
    const peer = identify(evidence)
    if ('code' in peer) return peer
    if (!isTrusted(peer.lane)) return refuse('not_trusted')
    return lacking(peer.device, scope) ?? peer
  }
  return {
    publish: async (evidence, draft, isPlainText) => {
      const peer = identify(evidence)
      if ('code' in peer) return peer
      const refusal = mayPublishHere(peer, draft, isPlainText)
      if (refusal) return refusal
      const tooFast = gate.mayPublish(peer.lane, evidence, peer.device)
      if (tooFast) return tooFast.refusal
      if (peer.lane === 'pending') return hold(parts, evidence, draft)
      return new Promise<Accepted | Refusal>((resolve) => {
        publish({ sender: peer, draft }, resolve)
      })
    },
    pair: async (evidence, { code, id, name = id, kind = 'other' }) => {
      const asks = { id, name, kind, peer: evidence }
      const how = await parts.admission.pair({ code, field: 'code' }, asks, null)
      return 'code' in how ? how : { id: how.device.id, token: how.token }
    },
    list: async (evidence, request) => {
      const peer = trusted(evidence, 'receive')
      if ('code' in peer) return peer
      const done = pages.begin(readerOf(peer, evidence))
      if (!done) return refuse('rate_limited', { retryAfter: 1 })
      try {
        return await pageFor(parts, peer, request)
      } finally {
        done()
      }
    },
    one: async (evidence, id) => {
      const peer = trusted(evidence, 'receive')
      if ('code' in peer) return peer
      const found = await history.one(id as NotificationId)
      if (!found || !isParty(peer, found)) return refuse('unknown_id')
      const receipts = deliveriesOf(found, parts.receivers).map(({ device, ...facts }) => ({
        device: device.id,
        ...facts,
      }))
      return { ...notificationOf(found.item), receipts }
    },
    react: async (evidence, command) => {
      const peer = identify(evidence)
      if ('code' in peer) return peer
      if (!mayUse(peer.lane, command.type)) return refuse('not_trusted')
      const tooFast = gate.mayReact(peer.lane, evidence, peer.device)
      const refusal = tooFast?.refusal ?? lackingFor(peer.device, command.type)
      return refusal ?? carryOutReaction(parts.reactions, peer, command)
    },
    devices: (evidence) => {
      const peer = trusted(evidence, 'targets')
      return 'code' in peer ? peer : directory.wire()
    },
    attachment: async (evidence, id) => {
      const peer = trusted(evidence, 'receive')
      if ('code' in peer) return peer
      const found = await history.attachment(id as AttachmentId)
      if (!found || !mayFetch(peer, found)) return refuse('unknown_id')
      return found
    },
    upload: async (evidence, said) => {
      const peer = trusted(evidence, 'attach')
      if ('code' in peer) return peer
      const tooFast = gate.mayPublish(peer.lane, evidence, peer.device)
      return tooFast?.refusal ?? uploads.begin(uploaderOf(peer.lane, peer.party, evidence), said)
    },
  }
}

/** Whose pages are counted together. */
function readerOf({ lane, party, device }: Peer, { addressKey }: Evidence): string {
  if (lane === 'local') return `local ${foldId(party.id)}`
  return device ? `device ${String(device.key)}` : addressKey
}

async function pageFor(
  { registry, history }: PeerParts,
  peer: Peer,
  request: ListRequest,
): Promise<Page> {
  const foldedId = foldId(peer.party.id)
  const key = peer.device?.key ?? registry.byFold(foldedId)?.key ?? null
  const found = await history.list({ ...request, device: { key, foldedId } })
  return {
    notifications: found.map(notificationOf),
    next: found.at(-1)?.seq ?? request.since ?? 0,
  }
}

function identifyPeer(parts: PeerParts, evidence: Evidence): Peer | Refusal {
  const { registry, gate, memory, admission } = parts
  if (evidence.token !== null) {
    const device = registry.byToken(evidence.token)
    if (!device) return gate.authFailure(evidence)
    if (registry.isBlocked(blockOfId(device.fold))) return refuse('not_trusted')
    if (isOverheard(device, evidence)) {
      admission.burn(device)
      return refuse('tls_required', { field: 'token' })
    }
    const proved = registry.proved(device, evidence.token)
    return { lane: 'token', party: { id: proved.id, name: proved.name }, device: proved }
  }
  const lane = laneWithoutToken(evidence, memory.config.trust)
  if (lane !== 'local' || evidence.deviceName === null) {
    const id = anonymousId(evidence)
    return { lane, party: { id, name: id }, device: null }
  }
  return named(registry, evidence.deviceName)
}

/** A program of this computer may say which device it is, but not one that has a token. */
function named(registry: Registry, name: string): Peer | Refusal {
  if (!mayBeTaken(name)) return refuse('id_taken', { field: 'X-Device' })
  const known = registry.byFold(foldId(name))
  if (known?.by === 'token') return refuse('unauthorized', { field: 'X-Device' })
  if (registry.isBlocked(blockOfId(foldId(name)))) return refuse('not_trusted')
  const party = { id: known?.id ?? name, name: known?.name ?? name }
  return { lane: 'local', party, device: known }
}

/** The same for all requests of one address and page, so that their notifications stand together. */
function anonymousId({ addressKey, originText }: Evidence): DeviceId {
  const digest = createHash('sha256')
    .update(`${addressKey} ${originText ?? ''}`)
    .digest('hex')
  return `guest-${digest.slice(0, 6)}` as DeviceId
}

function mayPublishHere(peer: Peer, draft: Draft, isPlainText: boolean): Refusal | null {
  if (peer.lane === 'guest' && !isPlainText) return refuse('not_trusted')
  const size = Buffer.byteLength(draft.content.body ?? '')
  return !isTrusted(peer.lane) && size > FRAME.guestTextBytes ? refuse('too_large') : null
}

function hold(parts: PeerParts, evidence: Evidence, draft: Draft): 'pending' | Refusal {
  const asks = { id: null, name: evidence.address, kind: 'other', peer: evidence } as const
  const request = parts.admission.ask(asks, null)
  if ('code' in request) return request
  return parts.admission.hold(request, draft) ?? 'pending'
}

/** Its sender and its receivers. */
function isParty(peer: Peer, { item, deliveries }: StoredDetail): boolean {
  if (foldId(item.from.id) === foldId(peer.party.id)) return true
  return deliveries.some(({ device }) => device === peer.device?.key)
}

/** Its uploader and its receivers; for what is addressed to the hub alone, nobody else. */
function mayFetch(peer: Peer, found: { fromKey: string; queued: readonly number[] }): boolean {
  if (found.fromKey === foldId(peer.party.id)) return true
  return peer.device !== null && found.queued.includes(peer.device.key)
}

// What the listener hands to the hub about a peer, and what it asks of the hub. Transport on this side,
// meaning on the other.

import type { Duplex } from 'node:stream'
import type {
  Delivery,
  Device,
  DeviceId,
  Notification,
  TlsPolicy,
  TrustPolicy,
} from '../../../shared/model'
import type { Draft, PairRequest, Reaction } from '../../../shared/protocol/commands'
import type { Refusal } from '../../../shared/protocol/errors'
import type { Accepted } from '../../../shared/protocol/frames'
import type { Announced, Incoming } from '../attachments/incoming'
import type { AttachmentFile } from '../face'
import type { HubSocket } from './hub-socket'

/** Where a request says it comes from, after the rules of Host and Origin let it pass. */
export type OriginKind =
  /** No Origin header: no browser page. */
  | 'none'
  /** The hub's own page. */
  | 'own'
  /** A page of localhost, a file, or a sandboxed frame. */
  | 'local'
  /** A page of a private address or of this computer's name. */
  | 'lan'
  /** A page that the owner added. */
  | 'allowed'
  /** A page of anywhere else: only ever seen on GET and HEAD, which change nothing; it has no lane of its own. */
  | 'foreign'

/** What a peer proved before anything was decided. */
export type Evidence = Readonly<{
  /** Remote IP without zone or IPv4-mapping. */
  address: string
  /** The key for counting: the address, for IPv6 its /64. */
  addressKey: string
  /** The remote address is loopback or equals the socket's local address. */
  isSameComputer: boolean
  origin: OriginKind
  /** The Origin header as it came, for the owner to read. */
  originText: string | null
  /** It carries headers of a reverse proxy. */
  isProxied: boolean
  /** A browser says that another site caused this: any Sec-Fetch-Site but `none` and `same-origin`. */
  isCrossSite: boolean
  /** From Authorization or the subprotocol `bearer.…`; empty when one was announced and not given. */
  token: string | null
  /** The header X-Device, if it has the form of an ID. */
  deviceName: string | null
  isEncrypted: boolean
}>

/** What the listener asks before it answers anything: who is welcome at all. */
export type AccessConfig = Readonly<{
  trust: TrustPolicy
  tls: TlsPolicy
  publicPeers: boolean
  /** This computer's names, lower case: with and without .local. */
  ownNames: readonly string[]
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
}>

/** A page of history over HTTP. */
export type ListRequest = Readonly<{
  since?: number
  before?: number
  limit: number
  search?: string
}>

export type NotificationWithReceipts = Notification &
  Readonly<{ receipts: readonly (Omit<Delivery, 'device'> & Readonly<{ device: DeviceId }>)[] }>

/** The hub as the HTTP door sees it. Refusals are values; what throws is answered as `internal`. */
export type HttpHub = Readonly<{
  publish: (
    peer: Evidence,
    draft: Draft,
    isPlainText: boolean,
  ) => Promise<Accepted | 'pending' | Refusal>
  /** Makes a device of who knows what the owner shows. */
  pair: (
    peer: Evidence,
    request: PairRequest,
  ) => Promise<Readonly<{ id: DeviceId; token: string }> | Refusal>
  list: (
    peer: Evidence,
    request: ListRequest,
  ) => Promise<Readonly<{ notifications: readonly Notification[]; next: number }> | Refusal>
  /** With how far it came at each receiver; for its sender and its receivers. */
  one: (peer: Evidence, id: string) => Promise<NotificationWithReceipts | Refusal>
  /** Null = done. */
  react: (peer: Evidence, command: Reaction) => Promise<Refusal | null>
  devices: (peer: Evidence) => readonly Device[] | Refusal
  attachment: (peer: Evidence, id: string) => Promise<AttachmentFile | Refusal>
  /** Makes ready for a file, before any of it is read. */
  upload: (peer: Evidence, said: Announced) => Promise<Incoming | Refusal>
}>

/** What a handshake is answered with, as PEM. */
export type TlsMaterial = Readonly<{ key: string; certificate: string }>

export type ListenerOptions = Readonly<{
  port: number
  host: string | null
  version: string
  /** The hub's name, for the page at `/`. Read at each request. */
  name: () => string
  /** The folder of what browsers get. */
  webUrl: URL
  access: () => AccessConfig
  isBlocked: (addressKey: string) => boolean
  /** For a peer that called this address of ours; null = nothing can be encrypted. */
  tls: (called: string) => Promise<TlsMaterial | null>
  /** Whether this evidence is a program of this computer: free of caps and rates per address. */
  isLocalProgram: (peer: Evidence) => boolean
  http: HttpHub
  /** A socket that passed Host, Origin, caps and the upgrade. `raw` is the stream under it, for gathered writes. */
  onSocket: (socket: HubSocket, raw: Duplex, peer: Evidence) => void
  /** A host name or a web origin was refused that the owner may add. */
  onRefused: (named: Readonly<{ kind: 'host' | 'origin'; name: string }>, address: string) => void
  /** The listener itself broke after it had listened. */
  onFailure: (error: Error) => void
}>

export type ListenFailure = Readonly<{
  code: 'port_taken' | 'port_forbidden' | 'address_missing' | 'internal'
  message: string
  nextFreePort?: number
}>

export type Listener = Readonly<{
  /** Binds IPv4 and IPv6 (or `host` alone); all or nothing. A computer without IPv6 is no error. */
  listen: () => Promise<Readonly<{ port: number }> | ListenFailure>
  /** Counts of what is open, for status and for eviction. */
  sockets: () => number
  /** Marks a socket as one whose peer is trusted, so that it no longer counts as unauthenticated. */
  trusted: (socket: HubSocket) => void
  /** Stops accepting; open sockets are the hub's to close. Destroys what is left after `graceMs`. */
  close: (graceMs: number) => Promise<void>
}>

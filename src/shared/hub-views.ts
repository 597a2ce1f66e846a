// How the hub itself is, for the window, the tray and the command line: whether it runs, where, and what is wrong.

import type { TrustPolicy } from './model'

export type HubFailure = Readonly<{
  code:
    | 'port_taken'
    | 'port_forbidden'
    | 'address_missing'
    | 'settings_damaged'
    | 'history_damaged'
    | 'history_newer'
    | 'folder_in_use'
    | 'internal'
  /** A plain English sentence; the window words it anew by `code`. */
  message: string
  port?: number
  /** A free port next to the taken one, when there is one. */
  nextFreePort?: number
}>

export type HubAddress = Readonly<{
  /** host:port as one types it, brackets where IPv6 asks for them. */
  text: string
  /** `http://…/` */
  url: string
  kind: 'lan' | 'loopback'
}>

export type HubState = 'stopped' | 'starting' | 'listening' | 'failed'

/** How a damaged history was saved: row by row, as far as it could be read. */
export type Salvaged = Readonly<{
  /** ISO 8601. */
  time: string
  /** Where the damaged file is kept. */
  aside: string
  /** `lost`: what was there by the file's own index, and could not be read. */
  notifications: Readonly<{ saved: number; lost: number }>
  devices: Readonly<{ saved: number; lost: number }>
  /** False: who is blocked could not be read in full. Then no device was taken over. */
  areBlocksWhole: boolean
}>

/** The key by which devices know the hub when they speak to it encrypted. */
export type HubIdentity =
  | Readonly<{
      state: 'ready'
      /** SHA-256 of the public key, base64: what devices pin. */
      pin: string
      /** Its first four words, for people to compare. */
      words: readonly string[]
      /** The system's store of secrets guards it; else a file that only this user can read. */
      isSealed: boolean
    }>
  /** Nothing can be encrypted until the person has mended that. */
  | Readonly<{ state: 'missing'; reason: 'locked' | 'damaged' | 'unwritable' }>

/** A backup of the history. */
export type BackupView = Readonly<{
  /** ISO 8601. */
  time: string
  path: string
  bytes: number
  notifications: number
}>

export type BackupStatus = Readonly<{
  /** When the newest good one was made, ISO 8601; null = there is none. */
  last: string | null
  /** Why the one after it could not be made: the disk is nearly full, or something else. */
  failure: 'no_room' | 'failed' | null
  /** The owner was told of that failure, and knows. */
  isKnown: boolean
}>

export type HubStatus = Readonly<{
  state: HubState
  failure: HubFailure | null
  name: string
  version: string
  port: number
  /** Best first: the address that another device would use. */
  addresses: readonly HubAddress[]
  trust: TrustPolicy
  routing: 'addressed' | 'broadcast'
  /** The disk refuses writes; publishing is refused until it takes them again. */
  isStorageFull: boolean
  /** Until the owner says that they know; null = nothing was damaged. */
  salvaged: Salvaged | null
  backup: BackupStatus
  /** Null until it was read. */
  identity: HubIdentity | null
}>

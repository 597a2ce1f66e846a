// What is due by itself, at receivers and back at senders: plain data that survives a structured clone.

import type { NotificationId } from '../../../shared/model'
import type { ErrorCode } from '../../../shared/protocol/errors'
import type { DeviceKey } from './shapes'

/** It rings for the `n`-th time, at these devices and, if it is for it, at the hub. */
export type Ring = Readonly<{
  id: NotificationId
  n: number
  receivers: readonly DeviceKey[]
  isForHub: boolean
}>

/** Nobody did anything about it in time, so it is to go to these as well. */
export type Failover = Readonly<{
  id: NotificationId
  step: number
  to: readonly string[]
  /** It was tried often enough: should it fail once more, it is over. */
  isLast: boolean
}>

export type Due = Readonly<{ rings: readonly Ring[]; failovers: readonly Failover[] }>

/** A frame for a sender, by folded ID. Numbers grow; 0 = it is not kept, since nobody can come back for it. */
export type Letter = Readonly<{ number: number; reader: string; frame: string }>

/** Why a notification could not go on to somebody, by the address that `then` has. */
export type Failure = Readonly<{ device: string; reason: ErrorCode }>

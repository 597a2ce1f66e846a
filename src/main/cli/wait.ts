// `send --wait`: follows a notification until all its receivers have it, or have read it, and says what happens
// on the way.

import { setTimeout as sleep } from 'node:timers/promises'
import { m } from '../../shared/messages/messages'
import type { DeliveryState } from '../../shared/model'
import type { Accepted } from '../../shared/protocol/frames'
import type { Receipt } from '../../shared/views'
import type { Call } from './call'
import { CliFailure, EXIT } from './failure'
import { printable } from './text'

export const UNTIL = ['ack', 'read'] as const
/** How far it is to come at each receiver. */
export type Until = (typeof UNTIL)[number]

/** How often the hub is asked: often while something happens, less and less where nothing does. */
const ASK_MS = { first: 100, growth: 1.5, most: 1_000 }

const LOST: readonly DeliveryState[] = ['expired', 'cancelled', 'replaced']
const REACHED: Readonly<Record<Until, readonly DeliveryState[]>> = {
  ack: ['delivered', 'read', 'dismissed', 'acted'],
  read: ['read', 'dismissed', 'acted'],
}
const WORDS: Readonly<Record<DeliveryState, () => string>> = {
  queued: m.delivery_waiting,
  sent: m.delivery_sent,
  delivered: m.delivery_delivered,
  read: m.delivery_read,
  dismissed: m.delivery_dismissed,
  acted: m.delivery_acted,
  expired: m.delivery_expired,
  cancelled: m.delivery_cancelled,
  replaced: m.delivery_replaced,
}

/** Resolves when it came that far everywhere. Throws `CliFailure` when it cannot any more, or not in time. */
export async function waitFor(
  call: Call,
  { id }: Pick<Accepted, 'id'>,
  until: Until,
  timeoutS: number | null,
): Promise<void> {
  const { nowMs } = call.around
  const endMs = timeoutS === null ? Infinity : nowMs() + timeoutS * 1_000
  const told = new Map<string, DeliveryState>()
  for (let waitMs = ASK_MS.first; ; waitMs = Math.min(waitMs * ASK_MS.growth, ASK_MS.most)) {
    const receipts = await call.ask('receipts', { id })
    const changed = receipts.filter(({ device, state }) => told.get(device) !== state)
    for (const one of changed) {
      told.set(one.device, one.state)
      tell(call, id, one)
    }
    if (changed.length > 0) waitMs = ASK_MS.first
    const open = receipts.filter(({ state }) => isOpen(state, until))
    if (open.length === 0) return void settle(receipts)
    const leftMs = endMs - nowMs()
    if (leftMs <= 0) throw unconfirmed(m.cli_wait_late({ names: namesOf(open) }))
    await sleep(Math.min(waitMs, leftMs))
  }
}

function isOpen(state: DeliveryState, until: Until): boolean {
  return !LOST.includes(state) && !REACHED[until].includes(state)
}

function settle(receipts: readonly Receipt[]): void {
  const lost = receipts.filter(({ state }) => LOST.includes(state))
  if (lost.length > 0) throw unconfirmed(m.cli_wait_lost({ names: namesOf(lost) }))
}

function tell({ isJson, out }: Call, id: string, receipt: Receipt): void {
  if (isJson) return void out.json({ type: 'receipt', id, ...receipt })
  const { device, state, action, text } = receipt
  const answer = [action, text].filter((one) => one !== undefined).join(': ')
  const word = WORDS[state]()
  out.line(`  ${device}  ${answer === '' ? word : `${word} (${printable(answer)})`}`)
}

function namesOf(receipts: readonly Receipt[]): string {
  return receipts.map(({ device }) => device).join(', ')
}

function unconfirmed(message: string): CliFailure {
  return new CliFailure(EXIT.unconfirmed, 'unconfirmed', message)
}

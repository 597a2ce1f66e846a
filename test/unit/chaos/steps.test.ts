// The check of deliveries that were struck in the midst of a step, on diaries that were written by hand.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { stepped } from '../../chaos/checks/steps.mjs'

type Line = Readonly<Record<string, unknown>>

const WROTE = { e: 'wrote', t: 1, conn: 1, ref: 'a', step: 'delivered to read', after: 'read' }
const ACCEPTED = { e: 'accepted', t: 2, conn: 1, ref: 'a', id: 'A' }
const told = (state: string, t: number, conn = 1) => ({ e: 'receipt', t, conn, id: 'A', state })
const did = (deed: string, t: number) => ({ e: 'did', t, conn: 1, id: 'A', deed })
const RECV = { e: 'recv', t: 3, conn: 1, id: 'A', ref: 'a' }

const SENDER = [WROTE, ACCEPTED, told('queued', 3), told('delivered', 6), told('read', 8)]
const RECEIVER = [RECV, did('ack', 5), did('read', 7)]

function witnessOf(sender: readonly Line[], receiver: readonly Line[] = RECEIVER): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-steps-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, lines] of Object.entries({ s0: sender, s1: receiver })) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(join(folder, `${name}.jsonl`), text)
  }
  return stepped(folder).witness
}

it('finds nothing where nothing is wrong, and lets a receipt come again on a later connection', () => {
  expect(witnessOf(SENDER)).toBeNull()
  expect(witnessOf([...SENDER, told('delivered', 9, 2), told('read', 10, 2)])).toBeNull()
})

it('sees what was never accepted, or ended as something else', () => {
  expect(witnessOf([WROTE])).toContain('never accepted')
  expect(witnessOf(SENDER.slice(0, -1))).toContain('ended as delivered, not as read')
})

it('sees a receipt that goes back or comes twice', () => {
  const back = [WROTE, ACCEPTED, told('read', 8), told('delivered', 9), told('read', 10, 2)]
  expect(witnessOf(back)).toContain('read, delivered, read')
  expect(witnessOf([...SENDER, told('read', 9)])).toContain('read, read')
})

it('sees a receipt without the deed, or before it', () => {
  expect(witnessOf(SENDER, [RECV, did('ack', 5)])).toContain('is said to be read, and was not')
  expect(witnessOf(SENDER, [RECV, did('ack', 5), did('read', 9)])).toContain('said to be read')
})

it('sees what came though it was taken back', () => {
  const sender = [
    { ...WROTE, after: 'cancelled' },
    ACCEPTED,
    did('cancel', 3),
    told('cancelled', 4),
  ]
  expect(witnessOf(sender, [])).toBeNull()
  expect(witnessOf(sender, [RECV])).toContain('came, though it was cancelled')
})

it('sees what is said to have expired before its time', () => {
  const sender = [{ ...WROTE, after: 'expired', ttl: 1 }, ACCEPTED, told('expired', 900)]
  expect(witnessOf(sender, [])).toContain('is said to be expired, and was not')
})

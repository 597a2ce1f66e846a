// The outside checker on diaries that were written by hand: what is well passes, and each promise that is broken is seen
// and named, by its first witness.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { check } from '../../chaos/checker.mjs'

type Line = Readonly<Record<string, unknown>>
type Diaries = Readonly<Record<'p1' | 'r1' | 'faults', readonly Line[]>>

const SENT = { e: 'send', t: 1, conn: 1, ref: 'a', to: ['r1'], sum: 'x' }
const ACCEPTED = { e: 'accepted', t: 2, conn: 1, ref: 'a', id: 'A', seq: 1, to: ['r1'], full: [] }
const RECV = { e: 'recv', t: 3, conn: 1, id: 'A', seq: 1, from: 'p1', ref: 'a', sum: 'x' }
const SHOWN = { e: 'shown', t: 4, conn: 1, id: 'A', seq: 1, from: 'p1', ref: 'a' }
const AUDIT = { e: 'audit', t: 5, conn: 2 }
const READ_BACK = { ...RECV, t: 6, conn: 2 }

const QUEUED = { e: 'receipt', t: 2, conn: 1, id: 'A', device: 'r1', state: 'queued' }
const DELIVERED = { ...QUEUED, t: 7, state: 'delivered' }
const WANTED = [{ ...SENT, receipts: true }, ACCEPTED, QUEUED]

const WELL: Diaries = {
  p1: [SENT, ACCEPTED],
  r1: [RECV, SHOWN, AUDIT, READ_BACK],
  faults: [],
}

/** Promise to its first witness, for those that are broken. */
function broken(change: Partial<Diaries>): Record<string, string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-checker-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, lines] of Object.entries({ ...WELL, ...change })) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(join(folder, `${name}.jsonl`), text)
  }
  const found = check(folder).filter(({ violations }) => violations > 0)
  return Object.fromEntries(found.map(({ promise, witness }) => [promise, witness]))
}

describe('the outside checker', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(broken({})).toEqual({})
  })

  it('sees what was accepted and is gone', () => {
    expect(Object.keys(broken({ r1: [RECV, SHOWN, AUDIT] }))).toEqual(['P1'])
  })

  it('sees what came back with another content, or at another place', () => {
    for (const change of [{ sum: 'y' }, { seq: 2 }, { ref: 'b' }]) {
      expect(broken({ r1: [RECV, SHOWN, AUDIT, { ...READ_BACK, ...change }] })).toHaveProperty('P1')
    }
  })

  it('sees a receiver that never got to the end, and a hub that did not start or found damage', () => {
    expect(broken({ faults: [{ e: 'damaged', t: 1 }] }).P1).toMatch(/damaged/)
    expect(broken({ r1: [RECV, SHOWN] }).P1).toBe('r1 never got to the end')
    expect(broken({ faults: [{ e: 'no-start', t: 1, code: 3 }] }).P1).toMatch(/exit code 3/)
  })

  it('sees a ref that has two rows, or two answers', () => {
    const second = { ...READ_BACK, id: 'B', seq: 2 }
    expect(broken({ r1: [RECV, SHOWN, AUDIT, READ_BACK, second] }).P2).toBe('a is there as A, B')
    const answers = [SENT, ACCEPTED, { ...ACCEPTED, id: 'B', seq: 2 }]
    expect(broken({ p1: answers }).P2).toBe('a is there as A, B')
  })

  it('sees what was never delivered', () => {
    expect(broken({ r1: [AUDIT] })).toMatchObject({ P3: 'r1 never got a, seq 1' })
  })

  it('does not take for delivered what came only when all was asked for again', () => {
    expect(broken({ r1: [SHOWN, AUDIT, READ_BACK] })).toEqual({ P3: 'r1 never got a, seq 1' })
    expect(broken({ p1: [{ ...SENT, t: 5.5 }, ACCEPTED], r1: [AUDIT, READ_BACK] })).toEqual({})
  })

  it('sees what came before its time', () => {
    const p1 = [{ ...SENT, due: 2_000 }, ACCEPTED]
    expect(broken({ p1 }).P3).toBe('r1 got a 1997 ms too early')
    expect(broken({ p1: [{ ...SENT, due: 3 }, ACCEPTED] })).toEqual({})
  })

  it('sees what did not go to a device that had joined the topic', () => {
    const joined = { e: 'joined', t: 0, conn: 1, topic: '#odd' }
    const gone = { ...ACCEPTED, id: 'B', ref: 'b', to: ['hub'] }
    const sent = (to: readonly string[]) => ({ ...SENT, ref: 'b', to })
    const r1 = [joined, ...WELL.r1]
    const lost = broken({ r1, p1: [...WELL.p1, sent(['#odd']), gone] })
    expect(lost).toEqual({ P3: 'b to #odd did not go to r1, who joined it' })
    expect(broken({ r1, p1: [...WELL.p1, sent(['#odd', '!r1']), gone] })).toEqual({})
  })

  it('sees what was shown twice, or sent twice on a connection', () => {
    const shown = broken({ r1: [RECV, SHOWN, { ...SHOWN, seq: 2, id: 'B' }, AUDIT, READ_BACK] })
    expect(shown).toEqual({ P4: 'r1 showed a 2 times' })
    const sent = broken({ r1: [RECV, SHOWN, RECV, AUDIT, READ_BACK] })
    expect(sent.P4).toBe('r1 got A on connection 1 2 times')
  })

  it('sees what came out of order', () => {
    const later = { ...RECV, id: 'B', seq: 2, ref: 'b' }
    const r1 = [later, RECV, SHOWN, AUDIT, READ_BACK]
    expect(broken({ r1 })).toEqual({ P5: 'r1, connection 1: seq 1 came after 2' })
  })

  it('sees what was never answered, and what was refused and is there', () => {
    expect(broken({ p1: [SENT] })).toEqual({ P6: 'a was never answered' })
    const refused = { e: 'refused', t: 2, conn: 1, ref: 'a', code: 'storage_full' }
    expect(broken({ p1: [SENT, refused] })).toEqual({
      P6: 'a was refused (storage_full) and is there',
    })
  })

  it('sees a receipt that goes backwards, or comes twice on a connection', () => {
    const p1 = [...WANTED, DELIVERED]
    expect(broken({ p1 })).toEqual({})
    const late = 'p1 was told queued of A at r1, too late'
    expect(broken({ p1: [...p1, { ...QUEUED, t: 9 }] })).toEqual({ P8: late })
    const unheard = [SENT, ACCEPTED, DELIVERED, { ...QUEUED, t: 9, conn: 2 }]
    expect(broken({ p1: unheard })).toEqual({ P8: late })
    expect(broken({ p1: [...p1, { ...DELIVERED, t: 9 }] })).toHaveProperty('P8')
  })

  it('lets a receipt come again on a later connection', () => {
    const again = [QUEUED, DELIVERED].map((line) => ({ ...line, t: 9, conn: 2 }))
    expect(broken({ p1: [...WANTED, DELIVERED, ...again] })).toEqual({})
  })

  it('sees a receipt without the fact: before it came, or before it was acknowledged', () => {
    const said = 'A is said to have come to r1, and had not'
    expect(broken({ p1: [...WANTED, { ...DELIVERED, t: 2.5 }] })).toEqual({ P8: said })
    const ack = { e: 'ack', t: 8, conn: 1, id: 'A' }
    const p1 = [...WANTED, DELIVERED]
    expect(broken({ p1, r1: [...WELL.r1, ack] })).toEqual({ P8: said })
    expect(broken({ p1, r1: [...WELL.r1, { ...ack, t: 4 }] })).toEqual({})
  })

  it('sees a receipt that never came', () => {
    expect(broken({ p1: WANTED })).toEqual({ P8: 'nobody said that a came to r1' })
  })

  it('sees a stop that took too long, went wrong, or told nobody', () => {
    const stopped = { e: 'stopped', t: 4_000, ms: 2_500, code: 0 }
    const open = { e: 'open', t: 0, conn: 1 }
    const close = { e: 'close', t: 2_000, conn: 1, code: 1001 }
    const r1 = [open, ...WELL.r1, close]
    expect(broken({ r1, faults: [stopped] })).toEqual({})
    expect(broken({ r1, faults: [{ ...stopped, ms: 3_500 }] }).P16).toMatch(/took 3500 ms/)
    expect(broken({ r1, faults: [{ ...stopped, code: 1 }] }).P16).toMatch(/exit code 1/)
    const cut = [open, ...WELL.r1, { ...close, code: 1006 }]
    expect(broken({ r1: cut, faults: [stopped] }).P16).toMatch(/closed with 1006/)
  })

  it('sees what leads nowhere and is found out late, and who woke and is back late', () => {
    for (const e of ['dead', 'moved', 'awake']) {
      expect(broken({ faults: [{ e, t: 1, ms: 45_000 }] })).toEqual({})
      expect(broken({ faults: [{ e, t: 1, ms: 45_001 }] }).P10).toMatch(/45001 ms/)
    }
  })

  it('asks nothing back from who publishes by HTTP alone', () => {
    const { r1 } = WELL
    expect(broken({ r1: [{ e: 'open', t: 0, conn: 1 }, ...r1] })).toEqual({})
    const p1 = [{ e: 'open', t: 0, conn: 1 }, ...WELL.p1]
    expect(broken({ p1 })).toEqual({ P1: 'p1 never got to the end' })
  })

  it('sees a hub that takes nothing again within ten seconds of there being room', () => {
    const faults = [{ e: 'freed', t: 0 }]
    expect(broken({ faults })).toEqual({})
    expect(broken({ faults, p1: [SENT, { ...ACCEPTED, t: 10_001 }] })).toHaveProperty('P6')
  })
})

// What the owner asks of a pretended hub besides its feed: devices, pairing, log, storage.

import type { BellhopApi } from '../../src/shared/ipc'
import type { PairingView } from '../../src/shared/views'
import type { FakeBellhop } from './fake-bellhop'

type OwnerCommand =
  | 'retry'
  | 'block'
  | 'tellStates'
  | 'rename'
  | 'allow'
  | 'revoke'
  | 'doctor'
  | 'pair'
  | 'stopPairing'
  | 'audit'
  | 'countBefore'
  | 'eraseBefore'
  | 'backUp'
  | 'knowBackupFailure'
  | 'exportHistory'
  | 'stopExport'
  | 'diagnostics'
  | 'showLog'

/** These commands over a pretended hub. */
export function ownerApi(fake: FakeBellhop): Pick<BellhopApi, OwnerCommand> {
  const become = (pairing: PairingView): null => {
    fake.pairing = pairing
    fake.emit('pairing', pairing)
    return null
  }
  const before = (time: string) => fake.items.filter((item) => item.time < time)
  return {
    retry: () => fake.answer('retry', undefined, () => fake.status),
    block: (input) =>
      fake.answer('block', input, () =>
        fake.change(input.device, { isBlocked: true, online: false }),
      ),
    tellStates: (input) =>
      fake.answer('tellStates', input, () => {
        fake.change(input.device, { isTold: input.isTold })
        return true
      }),
    rename: (input) =>
      fake.answer('rename', input, () =>
        fake.change(input.device, { name: input.name ?? input.device }),
      ),
    allow: (input) =>
      fake.answer('allow', input, () => fake.change(input.device, { scopes: input.scopes })),
    audit: (input) =>
      fake.answer('audit', input, () =>
        fake.audit.filter(({ id }) => id < (input.before ?? Infinity)).slice(0, input.limit),
      ),
    countBefore: (input) => fake.answer('countBefore', input, () => before(input.before).length),
    eraseBefore: (input) =>
      fake.answer('eraseBefore', input, () => {
        const gone = before(input.before)
        fake.items = fake.items.filter((item) => !gone.includes(item))
        fake.emit(
          'removed',
          gone.map(({ id }) => id),
        )
        return { count: gone.length, copies: 0 }
      }),
    backUp: () =>
      fake.answer('backUp', undefined, () => {
        const time = new Date().toISOString()
        fake.tell({ backup: { last: time, failure: null, isKnown: false } })
        return { time, path: '/backups/history.db', bytes: 4_200_000, notifications: 12 }
      }),
    knowBackupFailure: () =>
      fake.answer('knowBackupFailure', undefined, () => {
        fake.tell({ backup: { ...fake.status.backup, isKnown: true } })
        return null
      }),
    exportHistory: () =>
      fake.answer('exportHistory', undefined, () => ({
        name: 'bellhop.jsonl',
        count: fake.items.length,
      })),
    stopExport: () => fake.answer('stopExport', undefined, () => null),
    diagnostics: () =>
      fake.answer('diagnostics', undefined, () => ({
        text: 'Bellhop 0.1.0',
        log: '/logs/bellhop.log',
      })),
    showLog: () => fake.answer('showLog', undefined, () => null),
    revoke: (input) =>
      fake.answer('revoke', input, () => fake.change(input.device, { isRevoked: true })),
    doctor: () => fake.answer('doctor', undefined, () => fake.findings),
    pair: () => fake.answer('pair', undefined, () => become(fake.offer)),
    stopPairing: () =>
      fake.answer('stopPairing', undefined, () => become({ state: 'closed', why: 'stopped' })),
  }
}

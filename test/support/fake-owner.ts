// What the owner asks of a pretended hub besides its feed: devices, pairing, log, storage.

import type { BellhopApi } from '../../src/shared/ipc'
import type { PairingView } from '../../src/shared/views'
import type { FakeBellhop } from './fake-bellhop'

type OwnerCommand = 'revoke' | 'doctor' | 'pair' | 'stopPairing'

/** These commands over a pretended hub. */
export function ownerApi(fake: FakeBellhop): Pick<BellhopApi, OwnerCommand> {
  const become = (pairing: PairingView): null => {
    fake.pairing = pairing
    fake.emit('pairing', pairing)
    return null
  }
  return {
    revoke: (input) =>
      fake.answer('revoke', input, () => fake.change(input.device, { isRevoked: true })),
    doctor: () => fake.answer('doctor', undefined, () => fake.findings),
    pair: () => fake.answer('pair', undefined, () => become(fake.offer)),
    stopPairing: () =>
      fake.answer('stopPairing', undefined, () => become({ state: 'closed', why: 'stopped' })),
  }
}

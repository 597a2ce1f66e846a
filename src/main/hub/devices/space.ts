// How many devices a hub can know. Nobody approves what a program of this computer calls itself, so without a
// bound a loop of new IDs would fill the memory, and every `*` would queue for all of them.

import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { LOCAL_DEVICE } from '../../../shared/protocol/limits'
import type { RegisteredDevice, Registry } from './registry'

/** Makes space for one more device, by those that were not seen for long and are not here; else says why not. */
export async function spaceForOneMore(
  registry: Registry,
  isHere: (device: RegisteredDevice) => boolean,
  nowMs: number,
): Promise<Refusal | null> {
  if (registry.size < LOCAL_DEVICE.known) return null
  const gone = registry.stale(nowMs).filter((device) => !isHere(device))
  await Promise.all(gone.map((device) => registry.forget(device)))
  if (registry.size < LOCAL_DEVICE.known) return null
  return refuse('rate_limited', {
    message: 'This hub knows as many devices as it can. Its owner may forget some.',
    retryAfter: 60,
  })
}

// How the device that was just paired came. Pure but for the words of the catalogue.

import { m } from '../../../../shared/messages/messages.js'
import type { PairingView } from '../../../../shared/views'

/** Whoever was just paired. */
export type Paired = Extract<PairingView, { state: 'paired' }>

/** From where it came, and whether that was encrypted. */
export function cameFrom({ link, address }: Paired): string {
  if (link === 'local') return m.pairing_came_local()
  return link === 'encrypted'
    ? m.pairing_came_encrypted({ address })
    : m.pairing_came_clear({ address })
}

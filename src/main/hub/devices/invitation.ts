// The owner's side of a pairing window: what is shown while it is open, and how it ended. Knows who came only by what
// it is told.

import type { PairingOffer, PairingView } from '../../../shared/views'
import type { Evidence } from '../listener/types'
import type { Clock, Random } from '../ports'
import { Pairing, type Closed } from './pairing'
import type { RegisteredDevice } from './registry'
import { linkOf } from './trust'

export class Invitation {
  readonly pairing: Pairing
  #view: PairingView = { state: 'closed', why: null }

  constructor(
    clock: Clock,
    random: Random,
    /** Where another device reaches the hub's page. */
    private readonly pageUrl: () => string,
    /** What a device pins, base64; null = there is no key. */
    private readonly pin: () => string | null,
    private readonly onChanged: (view: PairingView) => void,
  ) {
    this.pairing = new Pairing(clock, random, (why) => this.#closed(why))
  }

  view(): PairingView {
    return this.#view
  }

  /** Opens a window, in the place of an open one. */
  open(): PairingOffer {
    const { code, secret, expiresAt } = this.pairing.open()
    // Behind the # it is in no request, in no log and in no Referer.
    const pin = this.pin()
    const key = pin === null ? '' : `&key=${Buffer.from(pin, 'base64').toString('base64url')}`
    const offer = { code, url: `${this.pageUrl()}#pair=${secret}${key}`, expiresAt }
    this.#become({ state: 'open', ...offer })
    return offer
  }

  close(): void {
    this.pairing.close()
  }

  /** Somebody came in by what was shown. */
  paired({ id, name }: RegisteredDevice, peer: Evidence): void {
    const { address } = peer
    this.#become({ state: 'paired', device: id, name, address, link: linkOf(peer) })
  }

  #closed(why: Closed): void {
    this.#become({ state: 'closed', why })
  }

  #become(view: PairingView): void {
    this.#view = view
    this.onChanged(view)
  }
}

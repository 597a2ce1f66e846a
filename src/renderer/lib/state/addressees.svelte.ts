// Who can be written to: devices, topics that somebody has joined, everybody; found by a part of a name, who is here
// first. Knows no form and no sheet.

import { m } from '../../../shared/messages/messages.js'
import { foldId } from '../../../shared/protocol/addresses'
import type { DeviceView } from '../../../shared/views'
import type { HubView } from './hub.svelte'

/** One address, as a person reads it. */
export type Addressee = Readonly<{
  /** As it stands in `to`. */
  address: string
  name: string
  device: DeviceView | null
  /** Devices that it reaches; of a device one. */
  reach: number
  isOnline: boolean
}>

/** Everybody who may be addressed, kept in step with the hub. */
export class Addressees {
  readonly #hub: HubView

  constructor(hub: HubView) {
    this.#hub = hub
  }

  readonly #devices = $derived.by(() =>
    this.#hub.devices
      .filter(({ isBlocked, lane }) => !isBlocked && lane !== 'pending')
      .map((device): Addressee => {
        const { id, name, online } = device
        return { address: id, name, device, reach: 1, isOnline: online }
      }),
  )
  readonly #topics = $derived.by(() =>
    this.#hub.topics.map(({ name, devices }): Addressee => {
      const isOnline = devices.some(({ online }) => online)
      return { address: `#${name}`, name, device: null, reach: devices.length, isOnline }
    }),
  )

  /** Devices first, who is here before the others; then topics. */
  get all(): readonly Addressee[] {
    return [...this.#devices, ...this.#topics]
  }

  /** Everybody at once, where there is somebody. */
  get everybody(): Addressee | null {
    const reach = this.#devices.length
    if (reach === 0) return null
    return { address: '*', name: m.to_everybody(), device: null, reach, isOnline: true }
  }

  /** Those whose name or address has this text in it; who is here first. */
  found(text: string): readonly Addressee[] {
    const wanted = foldId(text.trim())
    const found = this.all.filter(
      ({ address, name }) => foldId(name).includes(wanted) || foldId(address).includes(wanted),
    )
    return [...found.filter((one) => one.isOnline), ...found.filter((one) => !one.isOnline)]
  }

  /** How an address reads, known or not. */
  of(address: string): Addressee {
    const folded = foldId(address)
    if (address === '*' && this.everybody !== null) return this.everybody
    const known = this.all.find((one) => foldId(one.address) === folded)
    const name = address === '*' ? m.to_everybody() : address.replace(/^#/, '')
    return known ?? { address, name, device: null, reach: 0, isOnline: false }
  }
}

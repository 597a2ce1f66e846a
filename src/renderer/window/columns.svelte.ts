// How wide the first two of three columns are: as the person pulled them, and never so wide that the others lose their room.
// Knows no pointer and no element.

import { innerWidth } from 'svelte/reactivity/window'
import { COLUMN_WIDTHS } from '../../shared/settings'
import type { HubView } from '../lib/state/hub.svelte'

export type ColumnName = keyof typeof COLUMN_WIDTHS

const SETTINGS = { rail: 'railWidth', feed: 'feedWidth' } as const
/** What the detail needs, px. */
const DETAIL = 400
/** Kept once nobody has pulled for so long. */
const KEEP_MS = 300

function within(width: number, least: number, most: number): number {
  return Math.round(Math.max(least, Math.min(width, most)))
}

/** As the tokens have it for a window of this width. */
function usual(name: ColumnName): number {
  const token = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`)
  return Number.parseFloat(token) || COLUMN_WIDTHS[name].least
}

/** The widths in force; kept in the settings. */
export class Columns {
  readonly #hub: HubView
  /** What was pulled and is not in the settings yet. */
  #pulled = $state.raw<Partial<Record<ColumnName, number>>>({})
  readonly #timers: Partial<Record<ColumnName, ReturnType<typeof setTimeout>>> = {}

  constructor(hub: HubView) {
    this.#hub = hub
  }

  /** What the person chose; 0 = as usual. */
  chosen(name: ColumnName): number {
    return this.#pulled[name] ?? this.#hub.settings[SETTINGS[name]]
  }

  least(name: ColumnName): number {
    return COLUMN_WIDTHS[name].least
  }

  /** As much as leaves the others what they need. */
  most(name: ColumnName): number {
    const { least, most } = COLUMN_WIDTHS[name]
    if (name === 'rail') return most
    const room = (innerWidth.current ?? Infinity) - this.widthOf('rail') - DETAIL
    return within(room, least, most)
  }

  widthOf(name: ColumnName): number {
    // The usual width depends on the window's.
    void innerWidth.current
    return within(this.chosen(name) || usual(name), this.least(name), this.most(name))
  }

  /** Makes it as wide as that, as far as it may be; 0 = as usual. */
  pull(name: ColumnName, width: number): void {
    const chosen = width === 0 ? 0 : within(width, this.least(name), this.most(name))
    this.#pulled = { ...this.#pulled, [name]: chosen }
    clearTimeout(this.#timers[name])
    this.#timers[name] = setTimeout(() => void this.#keep(name, chosen), KEEP_MS)
  }

  async #keep(name: ColumnName, width: number): Promise<void> {
    await this.#hub.set(SETTINGS[name], width)
    if (this.#pulled[name] !== width) return
    const rest = Object.entries(this.#pulled).filter(([other]) => other !== name)
    this.#pulled = Object.fromEntries(rest)
  }
}

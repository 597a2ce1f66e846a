// Where a list was left, so that it is found there again. Data only.

import type { VirtualizerHandle } from 'virtua/svelte'
import type { FeedFilter } from '../lib/state/feed.svelte'

export type ListPlace = Readonly<{
  /** Of which list; another filter is another list. */
  filter: FeedFilter
  rows: number
  /** From its top, px. */
  offset: number
  /** How high its rows are. */
  sizes: ReturnType<VirtualizerHandle['getCache']>
}>

// What nearly every component reads and nobody wants to pass down: formats, emoji and thumbnails.

import { createContext } from 'svelte'
import type { Emoji } from './emoji.svelte'
import type { Formats } from './state/formats.svelte'
import type { Thumbnails } from './thumbnails.svelte'

/** Reading aids of one window. */
export type Aids = Readonly<{ formats: Formats; emoji: Emoji; thumbnails: Thumbnails }>

const [getAids, setAids] = createContext<Aids>()
export { getAids, setAids }

// What nearly every component reads and nobody wants to pass down: formats and emoji.

import { createContext } from 'svelte'
import type { Emoji } from './emoji.svelte'
import type { Formats } from './state/formats.svelte'

/** Reading aids of one window. */
export type Aids = Readonly<{ formats: Formats; emoji: Emoji }>

const [getAids, setAids] = createContext<Aids>()
export { getAids, setAids }

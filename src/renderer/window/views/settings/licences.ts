// Whose work is in Bellhop, and the notice that the icons ask to be shown. Names and licence texts are not translated.

import lucideNotice from '../../../../../node_modules/@lucide/svelte/LICENSE?raw'

/** The libraries that the app carries, with their licences. */
export const PARTS: readonly Readonly<{ name: string; licence: string }>[] = [
  { name: 'Electron', licence: 'MIT' },
  { name: 'Svelte', licence: 'MIT' },
  { name: 'bits-ui', licence: 'MIT' },
  { name: 'Floating UI', licence: 'MIT' },
  { name: 'virtua', licence: 'MIT' },
  { name: 'micromark, mdast', licence: 'MIT' },
  { name: 'emoji-name-map', licence: 'MIT' },
  { name: 'Valibot', licence: 'MIT' },
  { name: 'qr', licence: 'MIT, Apache-2.0' },
  { name: 'ws', licence: 'MIT' },
  { name: 'multicast-dns', licence: 'MIT' },
  { name: 'node-sqlite (PhotoStructure)', licence: 'MIT' },
  { name: 'SQLite', licence: 'public domain' },
  { name: 'electron-store', licence: 'MIT' },
  { name: 'pino', licence: 'MIT' },
  { name: 'file-type', licence: 'MIT' },
  { name: 'Lucide', licence: 'ISC, MIT' },
]

export const LUCIDE_NOTICE: string = lucideNotice

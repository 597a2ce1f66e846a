// The name under which an attachment is offered to be saved: a sender's name, made harmless (S-54). Pure.

import { plainLine } from './plain'

const DEVICES = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com\d|lpt\d)(?:\..*)?$/i

/** A file name without folders, devices, streams or trailing dots, on every system. */
export function safeFileName(name: string): string {
  const base = plainLine(name.normalize('NFC'), 1_000).split(/[/\\]/).at(-1) ?? ''
  const harmless = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
  if (harmless === '') return 'attachment'
  return shorten(DEVICES.test(harmless) ? `_${harmless}` : harmless)
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= 200) return name
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  const characters = Array.from(name.slice(0, name.length - ending.length))
  while (Buffer.byteLength(characters.join('')) + ending.length > 200) characters.pop()
  return `${characters.join('')}${ending}`
}

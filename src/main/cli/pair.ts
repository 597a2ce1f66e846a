// `pair`: opens the window in which a device may be connected, and shows what that device needs.

import { m } from '../../shared/messages/messages'
import type { Command } from './call'
import { wrongUsage } from './failure'
import { qrLines } from './qr'

export const pairCommand: Command = {
  syntax: 'pair',
  about: m.cli_help_pair,
  options: {},
  run: async ({ ask, isJson, out, words, around }) => {
    if (words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'pair' }))
    const offer = await ask('pair', null)
    if (isJson) {
      out.json(offer)
      return
    }
    const seconds = Math.round((Date.parse(offer.expiresAt) - around.nowMs()) / 1_000)
    for (const line of await qrLines(offer.url)) out.line(line)
    out.line('')
    out.line(offer.url)
    out.line(m.cli_pair_code({ code: `${offer.code.slice(0, 3)} ${offer.code.slice(3)}` }))
    out.note(m.cli_pair_note({ seconds }))
  },
}

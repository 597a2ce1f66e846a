// `read`, `dismiss`, `cancel` and `act`: what the owner does about notifications that are there.

import { m } from '../../shared/messages/messages'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'

type Said = (input: { count: number }) => string

/** A command that takes IDs alone. */
function aboutSeveral(
  name: 'read' | 'dismiss' | 'cancel',
  about: () => string,
  said: Said,
): Command {
  return {
    syntax: `${name} ID…`,
    about,
    options: {},
    run: async ({ words, ask, ...call }) => {
      if (words.length === 0) throw wrongUsage(m.cli_usage_notification())
      await ask(name, { ids: words.map((id) => id.toUpperCase()) })
      report(call, said({ count: words.length }))
    },
  }
}

export const readCommand = aboutSeveral('read', m.cli_help_read, m.cli_read_done)
export const dismissCommand = aboutSeveral('dismiss', m.cli_help_dismiss, m.cli_dismiss_done)
export const cancelCommand = aboutSeveral('cancel', m.cli_help_cancel, m.cli_cancel_done)

export const actCommand: Command = {
  syntax: 'act ID ACTION [TEXT]',
  about: m.cli_help_act,
  options: {},
  run: async ({ words, ask, ...call }) => {
    const [id, action, ...texts] = words
    if (id === undefined || action === undefined) throw wrongUsage(m.cli_usage_act())
    const text = texts.length === 0 ? {} : { text: texts.join(' ') }
    await ask('act', { id: id.toUpperCase(), action, ...text })
    report(call, m.cli_act_done())
  },
}

function report({ isJson, out }: Pick<Call, 'isJson' | 'out'>, sentence: string): void {
  if (isJson) out.json({ type: 'ok' })
  else out.line(sentence)
}

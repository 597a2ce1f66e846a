// `allow`: one more name under which the hub may be called, or one more website whose pages may come in.

import { isNameable } from '../../shared/allowed-names'
import { m } from '../../shared/messages/messages'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'

const KEYS = { host: 'allowedHosts', origin: 'allowedOrigins' } as const

export const allowCommand: Command = {
  syntax: 'allow host NAME | allow origin ORIGIN',
  about: m.cli_help_allow,
  ownerOnly: m.cli_error_owner_only,
  options: {},
  words: ['host', 'origin'],
  run: async (call) => {
    const [kind, name, ...more] = call.words
    if (kind !== 'host' && kind !== 'origin') throw wrongUsage(m.cli_usage_allow())
    if (name === undefined || more.length > 0 || !isNameable(kind, name))
      throw wrongUsage(m.cli_usage_allow())
    await add(call, KEYS[kind], name)
    if (call.isJson) call.out.json({ type: 'ok' })
    else call.out.line(m.cli_allow_done({ name }))
  },
}

async function add({ ask }: Call, key: 'allowedHosts' | 'allowedOrigins', name: string) {
  const { values } = await ask('settings', { key })
  const known = values[key] ?? []
  if (known.includes(name)) return
  await ask('settings', { key, value: [...known, name].join(',') })
}

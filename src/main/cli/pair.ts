// `pair`: at the hub's own computer it opens the window in which a device is paired; with the address of a hub
// elsewhere it makes this computer a device of that one.

import { m } from '../../shared/messages/messages'
import { isDeviceId } from '../../shared/protocol/addresses'
import { DEVICE_KINDS } from '../../shared/model'
import { textOption } from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import { qrLines } from './qr'
import type { Remote } from './remote'

export const pairCommand: Command = {
  syntax:
    'pair | pair --url URL --id ID [--code CODE] [--name NAME] [--kind KIND] [--token-file FILE]',
  about: m.cli_help_pair,
  options: {
    id: { type: 'string', value: 'ID', about: m.cli_opt_pair_id },
    code: { type: 'string', value: 'CODE', about: m.cli_opt_code },
    name: { type: 'string', value: 'NAME', about: m.cli_opt_name },
    kind: { type: 'string', value: 'KIND', suggest: DEVICE_KINDS, about: m.cli_opt_kind },
  },
  run: async (call) => {
    if (call.words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'pair' }))
    if (call.remote === null) await offer(call)
    else await join(call, call.remote)
  },
}

async function offer({ ask, isJson, out, options, around }: Call): Promise<void> {
  if (Object.keys(pairCommand.options).some((name) => options[name] !== undefined)) {
    throw wrongUsage(m.cli_usage_pair_url())
  }
  const offered = await ask('pair', null)
  if (isJson) {
    out.json(offered)
    return
  }
  const seconds = Math.round((Date.parse(offered.expiresAt) - around.nowMs()) / 1_000)
  for (const line of await qrLines(offered.url)) out.line(line)
  out.line('')
  out.line(offered.url)
  out.line(m.cli_pair_code({ code: `${offered.code.slice(0, 3)} ${offered.code.slice(3)}` }))
  out.note(m.cli_pair_note({ seconds }))
}

/** The token goes to its file; without one to who asked, since nobody is told it again. */
async function join({ isJson, out, options }: Call, remote: Remote): Promise<void> {
  const id = textOption(options, 'id')
  const code = textOption(options, 'code')?.replaceAll(/\s/g, '') ?? remote.secret ?? undefined
  if (id === undefined || !isDeviceId(id) || code === undefined) {
    throw wrongUsage(m.cli_usage_pair_remote())
  }
  const { name = id, kind = 'script' } = {
    name: textOption(options, 'name'),
    kind: textOption(options, 'kind'),
  }
  const { askRemote } = await import('./remote-http')
  const answer = await askRemote({ ...remote, token: null }, 'POST', '/v1/pair', {
    code,
    id,
    name,
    kind,
  })
  const { token } = answer as Readonly<{ token: string }>
  const file = textOption(options, 'token-file')
  if (file !== undefined) {
    const { saveToken } = await import('./token-file')
    saveToken(file, token)
  }
  if (isJson) out.json({ id, ...(file === undefined ? { token } : {}) })
  else if (file === undefined) out.line(token)
  if (!isJson) out.note(file === undefined ? m.cli_paired_keep({ id }) : m.cli_paired({ id, file }))
}

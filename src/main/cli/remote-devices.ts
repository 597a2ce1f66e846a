// `devices` as a device of a hub elsewhere sees them.

import { m } from '../../shared/messages/messages'
import type { Device } from '../../shared/model'
import type { Call } from './call'
import { ownerOnly } from './failure'
import type { Remote } from './remote'
import { askRemote } from './remote-http'
import { printable } from './text'
import { ago } from './times'

/** Lists them. Throws `CliFailure`: whom to let in is the owner's business. */
export async function listRemoteDevices(call: Call, remote: Remote): Promise<void> {
  const { isJson, out, words, around, locale } = call
  if (words.length > 0) throw ownerOnly()
  const answer = await askRemote(remote, 'GET', '/v1/devices')
  const { devices } = answer as Readonly<{ devices: readonly Device[] }>
  if (isJson) for (const device of devices) out.json(device)
  else if (devices.length === 0) out.note(m.cli_devices_none())
  else
    out.rows([
      HEAD.map((word) => ({ text: word(), style: 'bold' as const })),
      ...devices.map(({ id, name, kind, online, seen }) => [
        printable(id),
        printable(name),
        printable(kind),
        online ? m.cli_online() : seen === null ? m.cli_never() : ago(seen, around.nowMs(), locale),
      ]),
    ])
}

const HEAD = [m.cli_column_id, m.cli_column_name, m.cli_column_kind, m.cli_column_seen]

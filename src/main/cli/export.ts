// `export`: the history as JSON Lines, page by page, so that neither end ever holds more than one page of it.

import { m } from '../../shared/messages/messages'
import { numberOption, textOption } from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import { jsonLine } from './text'

export const exportCommand: Command = {
  syntax: 'export [--search QUERY] [--since SEQ]',
  about: m.cli_help_export,
  ownerOnly: m.cli_error_owner_only,
  options: {
    search: { type: 'string', value: 'QUERY', about: m.cli_opt_search },
    since: { type: 'string', value: 'SEQ', about: m.cli_opt_since },
  },
  run: async (call) => {
    if (call.words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'export' }))
    const since = numberOption(call.options, 'since') ?? 0
    const search = textOption(call.options, 'search')
    const count = await exported(call, since, search === undefined ? {} : { search })
    if (!call.isJson) call.out.note(m.cli_export_done({ count }))
  },
}

/** Answers how many there were. By `seq`, which never changes: what happens meanwhile brings nothing twice. */
async function exported(
  { ask, around }: Call,
  since: number,
  search: Readonly<{ search?: string }>,
): Promise<number> {
  const [newest] = await ask('list', { limit: 1 })
  const through = newest?.event.seq ?? 0
  let count = 0
  for (let at = since; at < through;) {
    const page = await ask('export', { since: at, ...search })
    // What came after it was begun is not part of it, or it might never end.
    const lines = page.filter(({ seq }) => seq <= through)
    for (const one of lines) await written(around.stdout, `${jsonLine(one)}\n`)
    count += lines.length
    at = page.at(-1)?.seq ?? through
  }
  return count
}

/** The next line is not made before somebody took this one. */
function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

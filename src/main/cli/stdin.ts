// Standard input as text.

import { m } from '../../shared/messages/messages'
import { CliFailure, EXIT } from './failure'

/** More than a body can hold, and little enough to read whole. Bytes. */
const MAX_INPUT = 1_048_576

/** All of it, without the line break that programs put at its end. Throws `CliFailure`. */
export async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer)
    size += bytes.length
    if (size > MAX_INPUT) throw new CliFailure(EXIT.failed, 'too_large', m.cli_error_input_large())
    chunks.push(bytes)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return text.replace(/\r?\n$/, '')
  } catch {
    throw new CliFailure(EXIT.failed, 'bad_frame', m.cli_error_input_utf8())
  }
}

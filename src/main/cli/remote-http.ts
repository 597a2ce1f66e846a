// One request to a hub elsewhere, in HTTP, with this device's token and over a connection that knows the hub.

import { createWriteStream } from 'node:fs'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ControlError } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import { ATTACH } from '../../shared/protocol/limits'
import { CliFailure, EXIT, unreachable } from './failure'
import { refused } from './refusal'
import { addressOf, reach, type Remote } from './remote'

/** An answer is a page of history at most. */
const MAX_ANSWER_BYTES = 67_108_864
const ANSWER_MS = 40_000

/** What goes with a request, and the fields that say what it is. */
type Body = Readonly<{ fields: Readonly<Record<string, string>>; bytes: string | Readable }>

/** Asks, and answers what came as JSON. A refusal of the hub is thrown as `CliFailure`. */
export function askRemote(
  remote: Remote,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  if (body === undefined) return askWith(remote, method, path, null)
  const fields = { 'content-type': 'application/json' }
  return askWith(remote, method, path, { fields, bytes: JSON.stringify(body) })
}

/** Sends a file, as it comes. */
export function sendFile(
  remote: Remote,
  path: string,
  fields: Readonly<Record<string, string>>,
  bytes: Readable,
): Promise<unknown> {
  return askWith(remote, 'POST', path, { fields, bytes })
}

async function askWith(
  remote: Remote,
  method: string,
  path: string,
  body: Body | null,
): Promise<unknown> {
  const { status, text } = await exchange(remote, method, path, body)
  const answer = parsed(remote, text)
  if (status < 400) return answer
  throw refusalIn(remote, { status, text })
}

function refusalIn(remote: Remote, { text }: Told): CliFailure {
  const { error } = parsed(remote, text) as Readonly<{ error?: ControlError }>
  return error ? refused(error) : strange(remote)
}

/** Brings a file that is asked for; answers what was said of it. Throws `CliFailure`. */
export async function fetchFile(
  remote: Remote,
  path: string,
  to: string,
): Promise<IncomingHttpHeaders> {
  const answer = await begin(remote, 'GET', path, null)
  if (answer.statusCode !== 200) throw refusalIn(remote, await heard(remote, readAnswer(answer)))
  const { headers } = answer
  // Node takes no more than what is announced.
  if (!(Number(headers['content-length']) <= ATTACH.bytes)) {
    answer.destroy()
    throw strange(remote)
  }
  const file = createWriteStream(to, { flags: 'wx', mode: 0o600 })
  await heard(remote, pipeline(answer, file))
  return headers
}

type Told = Readonly<{ status: number; text: string }>

async function exchange(
  remote: Remote,
  method: string,
  path: string,
  body: Body | null,
): Promise<Told> {
  return heard(remote, readAnswer(await begin(remote, method, path, body)))
}

/** What goes wrong on the way is told as a hub that cannot be reached. */
async function heard<Value>(remote: Remote, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    throw unreachable(addressOf(remote), error instanceof Error ? error.message : String(error))
  }
}

/** Asks; resolves when an answer begins. */
async function begin(
  remote: Remote,
  method: string,
  path: string,
  body: Body | null,
): Promise<IncomingMessage> {
  const socket = await reach(remote)
  const { authority: host, token } = remote
  const headers = {
    host,
    connection: 'close',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...body?.fields,
  }
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy(new Error(reason))
      reject(unreachable(addressOf(remote), reason))
    }
    const options = { method, path, headers, createConnection: () => socket }
    const asking = request(options, resolve)
    asking.on('error', (error) => fail(error.message))
    asking.setTimeout(ANSWER_MS, () => fail(m.cli_reason_late()))
    if (body === null || typeof body.bytes === 'string') asking.end(body?.bytes)
    else body.bytes.on('error', (error) => fail(error.message)).pipe(asking)
  })
}

async function readAnswer(answer: IncomingMessage): Promise<Told> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += (chunk as Buffer).length
    if (size > MAX_ANSWER_BYTES) throw new Error(m.cli_reason_large())
    chunks.push(chunk as Buffer)
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
}

/** A refusal of a name has no body; what is no hub may say anything. */
function parsed(remote: Remote, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw strange(remote)
  }
}

function strange(remote: Remote): CliFailure {
  return new CliFailure(
    EXIT.failed,
    'forbidden',
    m.cli_error_strange_answer({ url: addressOf(remote) }),
  )
}

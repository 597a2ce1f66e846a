// Takes the body of a request for a file, piece by piece. Who may send one is the hub's to say.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { ATTACH } from '../../../shared/protocol/limits'
import type { Announced, Incoming } from '../attachments/incoming'
import { json, type Answer } from '../listener/answers'
import { streamBody } from '../listener/body'
import type { ListenerLimits } from '../listener/limits'
import type { Evidence, HttpHub } from '../listener/types'
import type { Clock } from '../ports'

type Options = Readonly<{ hub: HttpHub; limits: ListenerLimits; clock: Clock }>
type Call = Readonly<{ request: IncomingMessage; response: ServerResponse; peer: Evidence }>

/** 201 with what became of it; null: nobody is there to be answered. */
export async function receiveAttachment(
  { hub, limits, clock }: Options,
  { request, response, peer }: Call,
): Promise<Answer | Refusal | null> {
  const said = announcedBy(request)
  if ('code' in said) return said
  const incoming = await hub.upload(peer, said)
  if ('code' in incoming) return incoming
  let refusal: Refusal | null = null
  const take = async (piece: Buffer) => {
    refusal = await incoming.write(piece)
    return refusal === null
  }
  const isWhole = await streamBody(request, response, limits, clock, take)
  if (isWhole) return finish(incoming)
  await incoming.abort()
  return refusal
}

async function finish(incoming: Incoming): Promise<Answer | Refusal> {
  const result = await incoming.finish()
  return 'code' in result ? result : json(201, result)
}

/** What the header says of it. */
function announcedBy({ headers }: IncomingMessage): Announced | Refusal {
  const name = decoded(headers['x-filename'])
  if (name === null || (name?.length ?? 0) > ATTACH.said) return badName()
  const length = headers['content-length']
  return { name, mime: headers['content-type'], size: length === undefined ? null : Number(length) }
}

function badName(): Refusal {
  const message = `“X-Filename” must be percent-encoded UTF-8 of at most ${ATTACH.said} characters.`
  return refuse('bad_field', { field: 'X-Filename', message })
}

/** null: it is no percent-encoding of UTF-8. */
function decoded(field: string | string[] | undefined): string | undefined | null {
  if (field === undefined) return undefined
  try {
    return decodeURIComponent(String(field))
  } catch {
    return null
  }
}

// What connections send in bytes: the files that they announced, and frames that nobody announced. Ties a socket to the
// files under way; decides nothing about trust or rates.

import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Command } from '../../../shared/protocol/commands'
import type { Attached } from '../../../shared/protocol/frames'
import { ATTACH } from '../../../shared/protocol/limits'
import { attachmentOf } from '../attachments/kinds'
import { uploaderOf, type Uploads } from '../attachments/uploads'
import type { NewAttachment } from '../history/types'
import type { Clock } from '../ports'
import type { Connection } from './connection'
import { Inflow } from './inflow'

type Attach = Extract<Command, { type: 'attach' }>
type Parts = Readonly<{ uploads: Uploads; clock: Clock; newId: () => string }>

export class Files {
  readonly #parts: Parts
  readonly #inflows = new WeakMap<Connection, Inflow>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes ready for the bytes of a file; who waits for this is not read meanwhile. */
  async attach(connection: Connection, { name, mime, size, ref }: Attach): Promise<void> {
    const inflow = this.#of(connection)
    const { lane, party, peer } = connection
    const incoming = inflow.isFull
      ? tooMany()
      : await this.#parts.uploads.begin(uploaderOf(lane, party, peer), { name, mime, size })
    if ('code' in incoming) {
      inflow.skip(size)
      connection.refuse(incoming, ref)
    } else if (connection.isOpen) inflow.expect(incoming, size, ref)
    else await incoming.abort()
  }

  /** These bytes are no notification, whatever they belonged to. */
  skip(connection: Connection, bytes: number): void {
    this.#of(connection).skip(bytes)
  }

  /** Takes bytes that were announced; undefined = nobody announced them. */
  take(connection: Connection, bytes: Buffer): Promise<void> | undefined {
    const inflow = this.#inflows.get(connection)
    return inflow?.isExpecting ? inflow.take(bytes) : undefined
  }

  /** A frame that nobody announced, as an attachment. */
  async plain(bytes: Buffer): Promise<NewAttachment | Refusal> {
    const { uploads, newId, clock } = this.#parts
    return (
      (await uploads.mayHold(bytes.length)) ?? (await attachmentOf(bytes, newId(), clock.nowMs()))
    )
  }

  ended(connection: Connection): void {
    void this.#inflows.get(connection)?.abort()
  }

  #of(connection: Connection): Inflow {
    const known = this.#inflows.get(connection)
    if (known) return known
    const inflow = new Inflow(this.#parts.clock, (result, ref) => answer(connection, result, ref))
    this.#inflows.set(connection, inflow)
    return inflow
  }
}

function answer(connection: Connection, result: Attached | Refusal, ref: string | undefined): void {
  if ('code' in result) connection.refuse(result, ref)
  else connection.send({ type: 'attached', ...(ref === undefined ? {} : { ref }), ...result })
}

function tooMany(): Refusal {
  const message = `At most ${ATTACH.announced} attachments can be announced before their bytes come.`
  return refuse('rate_limited', { message, retryAfter: 1 })
}

// Files on their way from the person to the hub: picked ones, whose paths never leave this process, and those whose bytes
// come piece by piece from the page. Never whole in memory. Knows no dialog and no window.

import { once } from 'node:events'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { PassThrough } from 'node:stream'
import type { CommandInput, DraftFile, PickedFiles, WindowEvents } from '../../shared/ipc'
import { PIECE_BYTES } from '../../shared/ipc-fields'
import type { Refusal } from '../../shared/protocol/errors'
import type { Hub } from '../hub/hub'
import type { Handlers } from './ipc'

type Stored = Awaited<ReturnType<Hub['attach']>>
/** One that the page sends: what it is written to, when the hub takes no more of it, and what becomes of it. */
type Sent = Readonly<{ pipe: PassThrough; closed: Promise<unknown>; stored: Promise<Stored> }>

export type AttachingParts = Readonly<{
  hub: Pick<Hub, 'attach' | 'attachment' | 'keepForDraft'>
  /** Asks the person which; absolute paths. */
  ask: () => Promise<readonly string[]>
  tell: (progress: WindowEvents['attaching']) => void
}>

type Commands = Pick<
  Handlers,
  'pickFiles' | 'attachPicked' | 'beginFile' | 'addPiece' | 'endFile' | 'stopFile' | 'keepFiles'
>

/** The files of one window; a token stands for each. */
export class Attaching {
  readonly #parts: AttachingParts
  /** Their paths, until they are asked for. */
  readonly #picked = new Map<string, string>()
  readonly #read = new Map<string, AbortController>()
  readonly #sent = new Map<string, Sent>()
  #last = 0

  constructor(parts: AttachingParts) {
    this.#parts = parts
  }

  /** What the window may ask. */
  readonly handlers: Commands = {
    pickFiles: ({ most }) => this.#pick(most),
    attachPicked: ({ token }) => this.#attachPicked(token),
    beginFile: (said) => this.#begin(said),
    addPiece: ({ token, bytes }) => this.#add(token, bytes),
    endFile: ({ token }) => this.#end(token),
    stopFile: ({ token }) => this.#stopOne(token),
    keepFiles: ({ ids }) => this.#parts.hub.keepForDraft(ids),
  }

  /** The page is gone, or begins anew: gives up all that is under way. */
  stop(): void {
    const tokens = [...this.#picked.keys(), ...this.#read.keys(), ...this.#sent.keys()]
    for (const token of tokens) this.#stopOne(token)
  }

  async #pick(most: number): Promise<PickedFiles> {
    const found = await filesAmong(await this.#parts.ask())
    const files = found.slice(0, most).map(({ path, size }) => {
      const token = this.#newToken()
      this.#picked.set(token, path)
      return { token, name: basename(path), size }
    })
    return { files, left: found.length - files.length }
  }

  async #attachPicked(token: string): Promise<DraftFile> {
    const { hub, tell } = this.#parts
    const path = this.#picked.get(token)
    if (path === undefined) throw failure('unknown_id', 'This file was not picked.')
    this.#picked.delete(token)
    const stopping = new AbortController()
    this.#read.set(token, stopping)
    try {
      const stored = await attachFrom(hub, path, stopping.signal, (done) => tell({ token, done }))
      return await this.#fileOf(stored)
    } finally {
      this.#read.delete(token)
    }
  }

  #begin(said: CommandInput<'beginFile'>): string {
    const token = this.#newToken()
    const pipe = new PassThrough()
    const stored = this.#parts.hub.attach({ ...said, bytes: pipe })
    const closed = once(pipe, 'close').catch(() => undefined)
    // Whoever adds the next piece hears of it.
    stored.catch(() => undefined)
    this.#sent.set(token, { pipe, closed, stored })
    return token
  }

  async #add(token: string, bytes: Uint8Array): Promise<null> {
    const { pipe, closed, stored } = this.#known(token)
    // Refused, it is closed and never drains.
    if (!pipe.destroyed && !pipe.write(bytes)) await Promise.race([drained(pipe), closed])
    if (pipe.destroyed) orThrow(await stored)
    return null
  }

  #end(token: string): Promise<DraftFile> {
    const { pipe, stored } = this.#known(token)
    this.#sent.delete(token)
    pipe.end()
    return stored.then((result) => this.#fileOf(result))
  }

  #stopOne(token: string): null {
    this.#picked.delete(token)
    this.#read.get(token)?.abort()
    this.#sent.get(token)?.pipe.destroy()
    this.#sent.delete(token)
    return null
  }

  #known(token: string): Sent {
    const found = this.#sent.get(token)
    if (!found) throw failure('unknown_id', 'This file is not under way.')
    return found
  }

  #newToken(): string {
    return `file-${++this.#last}`
  }

  /** As the hub knows it: it may have given it a name. */
  async #fileOf(stored: Stored): Promise<DraftFile> {
    const { id } = orThrow(stored)
    const file = await this.#parts.hub.attachment(id)
    if (!file) throw failure('unknown_id', 'This file is not there any more.')
    return { id, name: file.name, mime: file.mime, size: file.size }
  }
}

/** What is no file, or cannot be looked at, is left out. */
async function filesAmong(paths: readonly string[]): Promise<{ path: string; size: number }[]> {
  const looked = paths.map(async (path) => {
    const known = await stat(path).catch(() => null)
    return known?.isFile() === true ? [{ path, size: known.size }] : []
  })
  return (await Promise.all(looked)).flat()
}

async function attachFrom(
  hub: Pick<Hub, 'attach'>,
  path: string,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<Stored> {
  const file = await open(path).catch(() => {
    throw failure('unreadable', 'This file cannot be read.')
  })
  try {
    const { size } = await file.stat()
    const bytes = file.createReadStream({ autoClose: false, highWaterMark: PIECE_BYTES, signal })
    return await hub.attach({ name: basename(path), size, bytes: counted(bytes, tell) })
  } finally {
    await file.close()
  }
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  tell: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const piece of bytes) {
    // Whoever takes it may free it.
    const { length } = piece
    yield piece
    done += length
    tell(done)
  }
}

function drained(pipe: PassThrough): Promise<void> {
  return new Promise((resolve) => pipe.once('drain', resolve))
}

function orThrow<Value extends object>(result: Value | Refusal): Value {
  if (!isRefusal(result)) return result
  throw failure(result.code, result.message)
}

function isRefusal(result: object): result is Refusal {
  return 'code' in result
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

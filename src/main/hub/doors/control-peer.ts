// One peer on the control socket: lines in, lines out, one request at a time, nothing without an end. Knows
// nothing of what the commands do.

import type { Socket } from 'node:net'
import type { ControlAnswer, ControlError } from '../../../shared/control'
import { CONTROL_LINE_BYTES } from '../../../shared/control'
import { refuse } from '../../../shared/protocol/errors'
import type { Clock, Timer } from '../ports'
import { createLineCutter } from './control-lines'

/** How a command ended: what to answer, or why not. */
export type Ended = Readonly<{ value: unknown }> | ControlError

/** What takes as long as it takes: its end, and how far it is until then, 0 to 1; null = nobody knows. */
export type Lasting = Readonly<{ end: Promise<Ended>; progress: () => number | null }>

export type Outcome = Ended | Lasting

export type PeerOptions = Readonly<{
  socket: Socket
  clock: Clock
  run: (command: string, input: unknown) => Promise<Outcome>
}>

export type Peer = Readonly<{
  /** Nothing of it is under way. */
  isIdle: () => boolean
  /** Closes it with a last word. */
  dismiss: (why: ControlError) => void
  destroy: () => void
}>

const LINE_MS = 10_000
const REST_MS = 60_000
const RUN_MS = 30_000
/** How often a peer is told that its command still runs. */
const ALIVE_MS = 2_000
const DRAIN_MS = 10_000

/** Serves one peer until it goes or breaks a bound. */
export function servePeer({ socket, clock, run }: PeerOptions): Peer {
  const cutter = createLineCutter(CONTROL_LINE_BYTES)
  let isBusy = false
  let timer: Timer | null = null

  const expect = (ms: number): void => {
    timer?.cancel()
    timer = clock.after(ms, () => socket.destroy())
  }
  const dismiss = (why: ControlError): void => {
    expect(DRAIN_MS)
    socket.removeAllListeners('data')
    socket.end(toLine({ id: null, ok: false, ...why }))
    // What still comes is thrown away: closing on unread bytes would take our last word with it.
    socket.resume()
  }

  const read = async (chunk: Buffer): Promise<void> => {
    const wasMidLine = cutter.isMidLine()
    const { lines, isTooLong } = cutter.feed(chunk)
    if (lines.length > 0) {
      isBusy = true
      timer?.cancel()
      socket.pause()
      for (const line of lines) await answer(line)
      isBusy = false
      socket.resume()
    }
    if (isTooLong) dismiss(refuse('too_large'))
    else if (!cutter.isMidLine()) expect(REST_MS)
    else if (!wasMidLine || lines.length > 0) expect(LINE_MS)
  }

  const answer = async (line: Buffer): Promise<void> => {
    if (socket.destroyed) return
    const request = parseRequest(line)
    if (request === null) return write({ id: null, ok: false, ...refuse('bad_frame') })
    const { id, command, input } = request
    const begun = await within(clock, RUN_MS, run(command, input))
    const outcome = 'end' in begun ? await ended(id, begun) : begun
    if ('code' in outcome) return write({ id, ok: false, ...outcome })
    const { value } = outcome
    if (!Array.isArray(value)) return write({ id, ok: true, value })
    for (const item of value as unknown[]) await write({ id, item })
    return write({ id, ok: true, items: value.length })
  }

  const ended = async (id: number, { end, progress }: Lasting): Promise<Ended> => {
    let alive: Timer | undefined
    const tell = (): void => {
      alive = clock.after(ALIVE_MS, () => {
        if (!socket.writableNeedDrain) socket.write(toLine({ id, progress: progress() }))
        tell()
      })
    }
    tell()
    try {
      return await end
    } finally {
      alive?.cancel()
    }
  }

  const write = async (message: ControlAnswer): Promise<void> => {
    if (socket.destroyed || socket.write(toLine(message))) return
    await drained(socket, clock)
  }

  socket.on('data', (chunk: Buffer) => {
    read(chunk).catch(() => socket.destroy())
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => timer?.cancel())
  expect(REST_MS)
  return { isIdle: () => !isBusy, dismiss, destroy: () => socket.destroy() }
}

function toLine(message: ControlAnswer): string {
  const line = JSON.stringify(message)
  if (Buffer.byteLength(line) <= CONTROL_LINE_BYTES) return `${line}\n`
  return `${JSON.stringify({ id: message.id, ok: false, ...refuse('too_large') })}\n`
}

function parseRequest(line: Buffer): { id: number; command: string; input: unknown } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(line)
    const { id, command, input } = JSON.parse(text) as Record<string, unknown>
    const isRequest = Number.isSafeInteger(id) && typeof command === 'string'
    return isRequest ? { id: id as number, command, input: input ?? null } : null
  } catch {
    return null
  }
}

async function within(clock: Clock, ms: number, work: Promise<Outcome>): Promise<Outcome> {
  let timer: Timer | undefined
  const late = new Promise<Outcome>((resolve) => {
    const message = 'The hub took too long to answer.'
    timer = clock.after(ms, () => resolve(refuse('internal', { message })))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    timer?.cancel()
  }
}

function drained(socket: Socket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.after(DRAIN_MS, () => socket.destroy())
    const done = (): void => {
      timer.cancel()
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.once('drain', done)
    socket.once('close', done)
  })
}

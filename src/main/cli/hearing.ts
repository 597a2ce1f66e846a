// One connection of a listening program to the hub: it says who it is, takes events, acknowledges them, and
// says how it ended. Knows nothing of what becomes of the events.

import type { Socket } from 'node:net'
import { WebSocket, type RawData } from 'ws'
import type { ControlError, ControlEvent } from '../../shared/control'
import { foldId } from '../../shared/protocol/addresses'
import { CLOSE, SUBPROTOCOL, type Welcome } from '../../shared/protocol/frames'
import { HEARTBEAT } from '../../shared/protocol/limits'
import { isFor } from './audience'

export type HearingOptions = Readonly<{
  /** The hub's, `http://…/`. */
  url: string
  /** A connection to it that is open already; null = one of its own. */
  raw: Socket | null
  token: string | null
  /** Null: the one that the token is for. */
  id: string | null
  /** Joined from now on, and no others; absent = what this device joined before. */
  topics: readonly string[] | undefined
  onReady: (id: string) => void
  /** It was not let in yet, and the owner of the hub is asked. */
  onWaiting: () => void
  /** The token by which this device is known from now on. */
  onToken: (token: string) => void
  onEvent: (event: ControlEvent) => void
  onError: (error: ControlError) => void
}>

/** `lost` may be tried again; the others may not. */
export type HearingEnd =
  | Readonly<{ kind: 'lost' }>
  | Readonly<{ kind: 'replaced' }>
  | Readonly<{ kind: 'refused'; error: ControlError | null }>

export type Hearing = Readonly<{
  ended: Promise<HearingEnd>
  ack: (id: string) => void
  rest: (isResting: boolean) => void
  close: () => void
}>

const HELLO_REF = 'hello'
const TOPICS_REF = 'topics'
const HANDSHAKE_MS = 10_000
const MAX_FRAME_BYTES = 4_194_304

/** Connects and says hello. */
export function hear(options: HearingOptions): Hearing {
  const { url, raw, token, topics, onReady, onWaiting, onToken, onEvent, onError } = options
  // What is open already is encrypted or not, as it is: nothing is to be put around it.
  const address = url.replace(/^http/, 'ws').replace(/^wss/, raw === null ? 'wss' : 'ws')
  const socket = new WebSocket(address, [SUBPROTOCOL], {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    ...(raw === null ? {} : { createConnection: () => raw }),
  })
  let id = options.id
  const send = (frame: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  let refusal: ControlError | null = null
  /** Those whose events it takes: also what it is about to leave, since that may still wait for it. */
  let joined: readonly string[] | null = null
  /** Answers about topics that are still to come. */
  let awaited = 0

  const hello = (): void => {
    send({ type: 'hello', ref: HELLO_REF, id, kind: 'script', ack: 'manual', announce: false })
  }
  const onWelcome = ({ you, token: next }: Welcome): void => {
    if (next !== undefined) onToken(next)
    if (id === null) {
      id = you.id
      return hello()
    }
    if (joined !== null || foldId(you.id) !== foldId(id)) return
    if (you.trust !== 'trusted') return onWaiting()
    const before = you.topics ?? []
    joined = [...before, ...(topics ?? [])]
    const changes = topics === undefined ? [] : changesOf(before, topics)
    awaited = changes.length
    for (const change of changes) send({ ...change, ref: TOPICS_REF })
    if (awaited === 0) onReady(id)
  }
  const onFrame = (frame: Frame): void => {
    if (frame.type === 'event') {
      if (id !== null && isFor(id, joined ?? [], frame)) onEvent(frame)
    } else if (frame.type === 'welcome') onWelcome(frame)
    else if (frame.type === 'ok') {
      if (frame.ref === TOPICS_REF && --awaited === 0 && id !== null) onReady(id)
    } else if (frame.type === 'error') {
      if (isFatal(frame)) {
        refusal = frame
        socket.close()
      } else onError(frame)
    }
  }

  socket.on('open', () => {
    if (id !== null) hello()
  })
  socket.on('message', (data, isBinary) => {
    if (!isBinary) onFrame(JSON.parse(textOf(data)) as Frame)
  })
  watch(socket)
  return {
    ended: new Promise((resolve) => {
      // Every error is followed by `close`.
      socket.on('error', () => undefined)
      socket.on('close', (code) => resolve(endOf(code, refusal)))
    }),
    ack: (event) => send({ type: 'ack', id: event }),
    rest: (isResting) => {
      if (isResting) socket.pause()
      else socket.resume()
    },
    close: () => socket.close(1000),
  }
}

type Frame =
  | ControlEvent
  | Welcome
  | ErrorFrame
  | Readonly<{ type: 'ok'; ref?: string }>
  | Readonly<{ type: 'announce' | 'presence' | 'devices' | 'pong' | 'accepted' }>
type ErrorFrame = ControlError & Readonly<{ type: 'error'; ref?: string }>

/** Without its name or its topics it would hear less than it was asked to. */
function isFatal({ ref, code }: ErrorFrame): boolean {
  return ref === HELLO_REF || ref === TOPICS_REF || code === 'unauthorized'
}

/** What makes these topics of those; what is left goes first, so that there is room. */
function changesOf(before: readonly string[], after: readonly string[]): object[] {
  const left = without(before, after)
  const joined = without(after, before)
  return [
    ...(left.length === 0 ? [] : [{ type: 'unsubscribe', topics: left }]),
    ...(joined.length === 0 ? [] : [{ type: 'subscribe', topics: joined }]),
  ]
}

function without(topics: readonly string[], others: readonly string[]): readonly string[] {
  const folds = new Set(others.map(foldId))
  return topics.filter((topic) => !folds.has(foldId(topic)))
}

function endOf(code: number, error: ControlError | null): HearingEnd {
  if (error !== null) return { kind: 'refused', error }
  if (code === CLOSE.replaced) return { kind: 'replaced' }
  return code === CLOSE.policy ? { kind: 'refused', error: null } : { kind: 'lost' }
}

/** The hub pings; when it has been silent for too long, the connection is dead whatever the system thinks. */
function watch(socket: WebSocket): void {
  let timer: NodeJS.Timeout | undefined
  const heard = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (socket.isPaused) heard()
      else socket.terminate()
    }, HEARTBEAT.silenceMs)
  }
  for (const event of ['open', 'ping', 'message'] as const) socket.on(event, heard)
  socket.on('close', () => clearTimeout(timer))
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}

// One connection of a listening program to the hub: it says who it is, takes events, acknowledges them, and
// says how it ended. Knows nothing of what becomes of the events.

import { WebSocket, type RawData } from 'ws'
import type { ControlError, ControlEvent } from '../../shared/control'
import { foldId } from '../../shared/protocol/addresses'
import { CLOSE, SUBPROTOCOL, type Welcome } from '../../shared/protocol/frames'
import { HEARTBEAT } from '../../shared/protocol/limits'
import { isFor } from './audience'

export type HearingOptions = Readonly<{
  /** The hub's, `http://…/`. */
  url: string
  id: string
  onReady: (welcome: Welcome) => void
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
const HANDSHAKE_MS = 10_000
const MAX_FRAME_BYTES = 4_194_304

/** Connects and says hello. */
export function hear(options: HearingOptions): Hearing {
  const { url, id, onReady, onEvent, onError } = options
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [SUBPROTOCOL], {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  })
  const send = (frame: object): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  let refusal: ControlError | null = null
  let isReady = false

  const onFrame = (frame: Frame): void => {
    if (frame.type === 'event') {
      if (isFor(id, frame)) onEvent(frame)
    } else if (frame.type === 'welcome') {
      if (isReady || foldId(frame.you.id) !== foldId(id)) return
      isReady = true
      onReady(frame)
    } else if (frame.type === 'error') {
      if (frame.ref === HELLO_REF || frame.code === 'unauthorized') {
        refusal = frame
        socket.close()
      } else onError(frame)
    }
  }

  socket.on('open', () => {
    send({ type: 'hello', ref: HELLO_REF, id, kind: 'script', ack: 'manual', announce: false })
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
  | (ControlError & Readonly<{ type: 'error'; ref?: string }>)
  | Readonly<{ type: 'announce' | 'presence' | 'devices' | 'ok' | 'pong' | 'accepted' }>

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

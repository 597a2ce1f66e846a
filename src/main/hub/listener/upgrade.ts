// From an upgrade request that passed the gate to a WebSocket of the hub's. Knows the protocol's name and its
// bounds, and nothing that is said in it.

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws'
import { FRAME } from '../../../shared/protocol/limits'
import { CLOSE, SUBPROTOCOL } from '../../../shared/protocol/frames'
import type { Clock, Log } from '../ports'
import { bare, MALFORMED, sendRaw } from './answers'
import type { ListenerLimits } from './limits'
import { watchSocket } from './socket-watch'
import type { Evidence, ListenerOptions } from './types'
import type { Visitor } from './visitor'

/** Takes the upgrade requests of one port. */
export type Upgrade = Readonly<{
  take: (request: IncomingMessage, head: Buffer, visitor: Visitor, peer: Evidence) => void
  /** The visitor behind a socket that was handed over. */
  visitorOf: (socket: WebSocket) => Visitor | undefined
}>

type UpgradeOptions = Pick<ListenerOptions, 'onSocket'> &
  Readonly<{ limits: ListenerLimits; clock: Clock; log: Log }>

const VERSION = '13'

/** Prepares the WebSocket side of a port. */
export function createUpgrade({ limits, clock, log, onSocket }: UpgradeOptions): Upgrade {
  const visitors = new WeakMap<WebSocket, Visitor>()
  const server = new WebSocketServer(serverOptions(limits))
  server.on('wsClientError', (_error, socket) => sendRaw(socket, MALFORMED))

  const open = (socket: WebSocket, raw: Socket, visitor: Visitor, peer: Evidence) => {
    visitors.set(socket, visitor)
    socket.on('error', (error: NodeJS.ErrnoException) =>
      log.debug('socket failed', { code: error.code, address: peer.address }),
    )
    visitor.upgraded(() => socket.close(CLOSE.tooSlow, 'room is needed, try again later'))
    watchSocket(socket, raw, limits, clock, () => visitor.heard())
    try {
      onSocket(socket, raw, peer)
    } catch (error) {
      log.error('a socket could not be taken', { error })
      socket.terminate()
    }
  }

  return {
    visitorOf: (socket) => visitors.get(socket),
    take: (request, head, visitor, peer) => {
      const { socket } = visitor
      // Version 8 is in `ws` too, but names its origin in another header, which the gate does not read.
      const isVersion = request.headers['sec-websocket-version'] === VERSION
      if (request.httpVersion === '1.0') sendRaw(socket, MALFORMED)
      else if (!isVersion) sendRaw(socket, bare(426, { 'Sec-WebSocket-Version': VERSION }))
      else
        server.handleUpgrade(request, socket, head, (opened) => open(opened, socket, visitor, peer))
    },
  }
}

/** The bounds of docs/protocol.md; `closeTimeout` is not in the typings yet. */
function serverOptions(limits: ListenerLimits): ServerOptions & { closeTimeout: number } {
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    skipUTF8Validation: false,
    maxPayload: FRAME.maxPayloadBytes,
    maxFragments: FRAME.maxFragments,
    maxBufferedChunks: FRAME.maxBufferedChunks,
    closeTimeout: limits.closeMs,
    // A token among the offered ones is never said back.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  }
}

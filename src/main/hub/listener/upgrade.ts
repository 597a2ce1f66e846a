// From an upgrade request that passed the gate to a WebSocket of the hub's. Knows the protocol's name and its
// bounds, and nothing that is said in it.

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws'
import { FRAME } from '../../../shared/protocol/limits'
import { SUBPROTOCOL } from '../../../shared/protocol/frames'
import type { Clock, Log } from '../ports'
import { bare, MALFORMED, sendRaw } from './answers'
import { HubSocket } from './hub-socket'
import type { ListenerLimits } from './limits'
import { SocketWatches } from './socket-watch'
import type { Evidence, ListenerOptions } from './types'
import type { Visitor } from './visitor'
import type { Visitors } from './visitors'

/** Takes the upgrade requests of one port. */
export type Upgrade = Readonly<{
  take: (request: IncomingMessage, head: Buffer, visitor: Visitor, peer: Evidence) => void
}>

type UpgradeOptions = Pick<ListenerOptions, 'onSocket'> &
  Readonly<{
    limits: ListenerLimits
    clock: Clock
    log: Log
    visitors: Visitors
  }>

const VERSION = '13'

/** Prepares the WebSocket side of a port. */
export function createUpgrade({ limits, clock, log, visitors, onSocket }: UpgradeOptions): Upgrade {
  const server = new WebSocketServer(serverOptions(limits))
  server.on('wsClientError', (_error, socket) => sendRaw(socket, MALFORMED))
  const watches = new SocketWatches({ limits, clock })
  const listeners = sharedListeners(log, visitors, watches)

  const open = (socket: HubSocket, raw: Socket, visitor: Visitor, peer: Evidence) => {
    socket.visitor = visitor
    socket.on('error', listeners.onError)
    socket.on('close', listeners.onClose)
    visitor.upgraded(socket, peer)
    visitors.upgraded(visitor)
    // Before the first byte flows, which the watch must see.
    raw.on('data', listeners.onData)
    raw.on('drain', listeners.onDrain)
    try {
      onSocket(socket, raw, peer)
    } catch (error) {
      log.error('a socket could not be taken', { error })
      socket.terminate()
    }
  }

  return {
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

type Listeners = Readonly<{
  onError: (this: WebSocket, error: NodeJS.ErrnoException) => void
  onClose: (this: WebSocket) => void
  onData: (this: Socket, chunk: Buffer) => void
  onDrain: (this: Socket) => void
}>

/** Of all sockets of a port, each called on the socket that it is about. */
function sharedListeners(log: Log, visitors: Visitors, watches: SocketWatches): Listeners {
  return {
    // A broken frame among others: `ws` answers it with the right close code itself.
    onError(error) {
      const address = this instanceof HubSocket ? this.visitor?.peer.address : undefined
      log.debug('socket failed', { code: error.code, address })
    },
    onClose() {
      if (this instanceof HubSocket && this.visitor) visitors.left(this.visitor.socket)
    },
    onData: function onData(chunk) {
      const visitor = visitors.of(this)
      const socket = visitor?.webSocket
      if (!socket) return
      visitor.heard()
      socket.owner?.heard()
      if (!watches.follow(socket, this, chunk)) this.off('data', onData)
    },
    onDrain() {
      visitors.of(this)?.webSocket?.owner?.drained()
    },
  }
}

/** The bounds of docs/protocol.md; `closeTimeout` is not in the typings yet. */
function serverOptions(
  limits: ListenerLimits,
): ServerOptions<typeof HubSocket> & { closeTimeout: number } {
  return {
    WebSocket: HubSocket,
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // The owner of a socket answers, within its own bounds: `ws` would keep a closure for each.
    autoPong: false,
    skipUTF8Validation: false,
    maxPayload: FRAME.maxPayloadBytes,
    maxFragments: FRAME.maxFragments,
    maxBufferedChunks: FRAME.maxBufferedChunks,
    closeTimeout: limits.closeMs,
    // A token among the offered ones is never said back.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  }
}

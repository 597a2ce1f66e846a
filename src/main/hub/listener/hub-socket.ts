// A WebSocket of the hub's, and who it was handed to. All sockets share their listeners, which find what is a
// socket's own on the socket: with thousands open, a set of closures for each would outweigh what they are for.

import { WebSocket } from 'ws'
import { CLOSE } from '../../../shared/protocol/frames'
import type { SocketWatch } from './socket-watch'
import type { Visitor } from './visitor'

/** Who is told what comes in on a socket. */
export type SocketOwner = Readonly<{
  received: (data: Buffer, isBinary: boolean) => void
  ponged: (data: Buffer) => void
  /** Bytes came in, if only a part of a frame. */
  heard: () => void
  /** All that was written has left this process. */
  drained: () => void
  /** A frame came that is larger than any may be; the socket closes for it right after this. */
  oversized: () => void
  ended: () => void
}>

export class HubSocket extends WebSocket {
  /** Whose it is on the side of the port, and what watches its frames there. */
  visitor: Visitor | null = null
  watch: SocketWatch | null = null
  #owner: SocketOwner | null = null

  get owner(): SocketOwner | null {
    return this.#owner
  }

  /** What `ws` closes for by itself is told before, while something can still be said. */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === CLOSE.tooLarge && reason === undefined) this.#owner?.oversized()
    super.close(code, reason)
  }

  /** From now on this one is told. There is one in the life of a socket. */
  handTo(owner: SocketOwner): void {
    this.#owner = owner
    this.on('message', tellMessage)
    this.on('pong', tellPong)
    this.on('close', tellEnd)
  }
}

function tellMessage(this: WebSocket, data: unknown, isBinary: boolean): void {
  if (this instanceof HubSocket) this.owner?.received(data as Buffer, isBinary)
}

function tellPong(this: WebSocket, data: Buffer): void {
  if (this instanceof HubSocket) this.owner?.ponged(data)
}

function tellEnd(this: WebSocket): void {
  if (this instanceof HubSocket) this.owner?.ended()
}

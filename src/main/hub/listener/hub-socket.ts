// A WebSocket of the hub's, and who it was handed to. It tells them itself instead of through listeners: with thousands
// open, even a list of shared ones for each would outweigh what they are for.

import { WebSocket } from 'ws'
import { CLOSE } from '../../../shared/protocol/frames'
import type { SocketWatch } from './socket-watch'
import type { Visitor } from './visitor'

/** Who is told what comes in on a socket. */
export type SocketOwner = Readonly<{
  received: (data: Buffer, isBinary: boolean) => void
  /** Wants a pong with the same in it. */
  pinged: (data: Buffer) => void
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
  /** Whose it is on the side of the port, and what watches it there while a message is unfinished. */
  visitor: Visitor | null = null
  watch: SocketWatch | null = null
  /** Control frames of one second, and which one that is: kept by the watch. */
  controls = 0
  controlsSecond = 0
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
  }

  /** What `ws` says goes to its listeners, if there are any, and to the owner. */
  override emit(event: string | symbol, data?: unknown, more?: unknown): boolean {
    const isHeard = super.emit(event, data, more)
    const owner = this.#owner
    if (event === 'pong') owner?.ponged(data as Buffer)
    else if (event === 'message') owner?.received(data as Buffer, more as boolean)
    else if (event === 'ping') owner?.pinged(data as Buffer)
    else if (event === 'close') owner?.ended()
    return isHeard
  }
}

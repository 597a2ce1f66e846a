// The visitors of a port by their sockets, and the listeners that all of their sockets share.

import type { Socket } from 'node:net'
import type { Visitor } from './visitor'

export class Visitors {
  readonly #bySocket = new Map<Socket, Visitor>()
  readonly #onReadable: (this: Socket) => void
  readonly #onClose: (this: Socket) => void

  constructor() {
    const bySocket = this.#bySocket
    this.#onReadable = function onReadable() {
      this.off('readable', onReadable)
      bySocket.get(this)?.spoke()
    }
    const left = (socket: Socket) => this.left(socket)
    this.#onClose = function () {
      left(this)
    }
  }

  of(socket: Socket): Visitor | undefined {
    return this.#bySocket.get(socket)
  }

  all(): Iterable<Visitor> {
    return this.#bySocket.values()
  }

  /** From now on a visitor is told when there is something to read, once, and when its socket is gone. */
  add(visitor: Visitor): void {
    const { socket } = visitor
    this.#bySocket.set(socket, visitor)
    socket.on('error', destroy)
    socket.on('close', this.#onClose)
    this.listens(visitor)
  }

  /** Its stream is another one from now on, and that one's end is its own. */
  moves({ socket }: Visitor, stream: Socket): void {
    const visitor = this.#bySocket.get(socket)
    if (!visitor) return
    this.#bySocket.delete(socket)
    this.#bySocket.set(stream, visitor)
    stream.on('error', destroy)
    stream.on('close', this.#onClose)
  }

  /** It is a WebSocket now: `ws` deals with the errors of its stream, and tells of its end. */
  upgraded({ socket }: Visitor): void {
    socket.off('error', destroy)
    socket.off('close', this.#onClose)
  }

  /** A stream is gone. */
  left(socket: Socket): void {
    this.#bySocket.get(socket)?.left()
    this.#bySocket.delete(socket)
  }

  /** It is told when there is more. */
  listens({ socket }: Visitor): void {
    socket.on('readable', this.#onReadable)
  }

  /** Somebody else reads it from here on. */
  unlistens({ socket }: Visitor): void {
    socket.off('readable', this.#onReadable)
  }
}

function destroy(this: Socket): void {
  this.destroy()
}

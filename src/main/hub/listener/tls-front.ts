// Where encrypted connections branch off: makes of a socket whose first byte says TLS the stream that is spoken
// in it, and hands that on. From there it goes the way of all others. Knows nothing of HTTP.

import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Log } from '../ports'
import { plainAddress } from './ip'
import type { TlsMaterial } from './types'
import type { Visitor } from './visitor'

/** The first byte of a TLS handshake. */
export const TLS_HANDSHAKE = 0x16

export type TlsHost = Readonly<{
  /** For a peer that called this address of ours; null = there is no key. */
  material: (called: string) => Promise<TlsMaterial | null>
  log: Log
  /** The handshake is done. */
  onSecured: (stream: TLSSocket) => void
  /** It came to nothing. */
  onFailed: (visitor: Visitor) => void
}>

/** With forward secrecy and authenticated, for peers that know TLS 1.2 only; those of 1.3 are all so. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
].join(':')

const RULES = {
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
  ecdhCurve: 'X25519:P-256',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} as const

/** Whose handshake is under way, and what forgets it should its socket go. */
type Shaking = Readonly<{ visitor: Visitor; forget: () => void }>

export class TlsFront {
  readonly #shaking = new Map<string, Shaking>()
  #server: Server | null = null
  #material: TlsMaterial | null = null

  constructor(private readonly host: TlsHost) {}

  /** Answers a handshake. Without a key there is no answer that the peer could read: it sees the end. */
  async take(visitor: Visitor): Promise<void> {
    visitor.handshakeBegan()
    const { socket } = visitor
    // Who was cut off before it was read has no address any more, and its end is on its way.
    if (socket.localAddress === undefined) return void socket.destroy()
    const material = await this.#materialFor(socket.localAddress)
    if (socket.destroyed) return
    if (!material) {
      socket.end()
      visitor.dismissed()
      return
    }
    visitor.handshakeAnswered()
    this.#await(visitor)
    this.#serverWith(material).emit('connection', socket)
  }

  async #materialFor(called: string): Promise<TlsMaterial | null> {
    try {
      return await this.host.material(plainAddress(called))
    } catch (error) {
      this.host.log.error('no certificate could be had', { error: String(error) })
      return null
    }
  }

  #await(visitor: Visitor): void {
    const { socket } = visitor
    const ends = endsOf(socket)
    const forget = () => {
      if (this.#shaking.delete(ends)) this.host.onFailed(visitor)
    }
    this.#shaking.set(ends, { visitor, forget })
    socket.once('close', forget)
  }

  /** Connections that stand keep what they have when the certificate changes. */
  #serverWith(material: TlsMaterial): Server {
    const { key, certificate: cert } = material
    this.#server ??= this.#newServer()
    if (material !== this.#material) this.#server.setSecureContext({ ...RULES, key, cert })
    this.#material = material
    return this.#server
  }

  #newServer(): Server {
    const server = createServer({ ALPNProtocols: ['http/1.1'] })
    server.on('secureConnection', (stream) => this.#secured(stream))
    // The socket itself has ended by then, which is where it is told.
    server.on('tlsClientError', () => undefined)
    return server
  }

  #secured(stream: TLSSocket): void {
    const ends = endsOf(stream)
    const shaking = this.#shaking.get(ends)
    if (!shaking) return void stream.destroy()
    const { visitor, forget } = shaking
    this.#shaking.delete(ends)
    visitor.socket.off('close', forget)
    visitor.secured(stream)
    this.host.onSecured(stream)
  }
}

/** Tells a connection from all others that stand, and is the same for a socket and the stream in it. */
function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${String(remoteAddress)} ${String(remotePort)} ${String(localAddress)}`
}

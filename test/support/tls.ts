// TLS from outside: certificates for a bare port, and clients that pin a key as docs/protocol.md tells them to.

import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { issue } from '../../src/main/hub/identity/issue'
import { pemOf } from '../../src/main/hub/identity/key-file'
import type { TlsMaterial } from '../../src/main/hub/listener/types'

const HOUR_MS = 3_600_000

/** A key of the right kind. */
export function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

/** What a port answers handshakes with. */
export function material(key = newKey()): TlsMaterial {
  const nowMs = Date.now()
  const certificate = issue({
    key,
    subjects: { names: ['localhost'], addresses: ['127.0.0.1'] },
    fromMs: nowMs - HOUR_MS,
    toMs: nowMs + HOUR_MS,
    serial: randomBytes(16),
  })
  return { key: pemOf(key), certificate }
}

/** What a client pins: SHA-256 of the public key, base64. */
export function pinOf({ publicKey }: X509Certificate): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}

/** A stream whose handshake is done; whose key it is, is for the caller to check. */
export function secure(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    onTestFinished(() => void socket.destroy())
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      socket.off('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

/** The certificate that a port shows. */
export async function shownBy(port: number, host?: string): Promise<X509Certificate> {
  const socket = await secure(port, host === undefined ? {} : { host })
  const certificate = socket.getPeerX509Certificate()
  socket.destroy()
  if (!certificate) throw new Error('It showed none.')
  return certificate
}

/** Everything that comes until the other side ends. */
export function rest(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.once('close', () => resolve(text))
  })
}

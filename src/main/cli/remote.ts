// A hub elsewhere, as the command line and the environment name it: where, by which token, and by which key it is
// known. Opens connections to it; knows nothing of what is said on them.

import { X509Certificate, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectSecure, type TLSSocket } from 'node:tls'
import { m } from '../../shared/messages/messages'
import { textOption, type OptionValues } from './arguments'
import { CliFailure, EXIT, unreachable, wrongUsage } from './failure'

export type Remote = Readonly<{
  /** host:port, with brackets where IPv6 asks for them. */
  authority: string
  host: string
  port: number
  isSecure: boolean
  token: string | null
  /** SHA-256 of the hub's public key, base64; null = by what the system trusts. */
  pin: string | null
  /** What stands behind `#pair=` of a QR code. */
  secret: string | null
}>

type Environment = Readonly<Record<string, string | undefined>>

const HANDSHAKE_MS = 10_000
const DEFAULT_PORT = '9999'
const SECURE: ReadonlySet<string> = new Set(['wss:', 'https:'])
const PORTS: ReadonlyMap<string, string> = new Map([
  ['ws:', '80'],
  ['http:', '80'],
  ['wss:', '443'],
  ['https:', '443'],
])
const PIN_BYTES = 32

/** The hub elsewhere that is meant; null = the one on this computer. Throws `CliFailure`. */
export function remoteOf(options: OptionValues, env: Environment): Remote | null {
  const named = textOption(options, 'url')
  const folder = textOption(options, 'data')
  if (named !== undefined && folder !== undefined) throw wrongUsage(m.cli_usage_url_or_data())
  const text = named ?? (folder === undefined ? given(env, 'BELLHOP_URL') : undefined)
  if (text === undefined) {
    const isLost = ['token-file', 'pin'].some((name) => options[name] !== undefined)
    if (isLost) throw wrongUsage(m.cli_usage_url_missing())
    return null
  }
  const url = urlOf(text)
  const fragment = new URLSearchParams(url.hash.slice(1))
  const pin = textOption(options, 'pin') ?? given(env, 'BELLHOP_PIN') ?? fragment.get('key')
  const port = url.port || (PORTS.get(url.protocol) ?? DEFAULT_PORT)
  return {
    authority: `${url.hostname}:${port}`,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(port),
    // One port speaks both: with a key to know the hub by, there is no reason to speak in clear.
    isSecure: SECURE.has(url.protocol) || pin !== null,
    token: tokenOf(options, env),
    pin: pin === null ? null : pinOf(pin),
    secret: fragment.get('pair'),
  }
}

/** A connection on which nothing was said yet, to the hub that was meant and no other. Throws `CliFailure`. */
export function reach(remote: Remote): Promise<Socket> {
  const { host, port, isSecure, pin } = remote
  return new Promise((resolve, reject) => {
    const servername = isIP(host) === 0 ? { servername: host } : {}
    const socket = isSecure
      ? connectSecure({ host, port, ...servername, rejectUnauthorized: pin === null })
      : connectPlain({ host, port })
    const fail = (failure: CliFailure): void => {
      socket.destroy()
      reject(failure)
    }
    socket.setTimeout(HANDSHAKE_MS, () => fail(unreachable(addressOf(remote), m.cli_reason_late())))
    socket.once('error', (error: NodeJS.ErrnoException) => fail(failureOf(remote, error)))
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      if (pin !== null && pinOfPeer(socket as TLSSocket) !== pin) return fail(wrongKey(remote))
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      resolve(socket)
    })
  })
}

/** As one types it. */
export function addressOf({ authority, isSecure }: Remote): string {
  return `${isSecure ? 'wss' : 'ws'}://${authority}/`
}

/** A bare host means the hub's usual port; with a scheme it is as everywhere. */
function urlOf(text: string): URL {
  const isBare = !/^[a-z]+:\/\//i.test(text)
  const whole = isBare ? `ws://${text}` : text
  const url = URL.canParse(whole) ? new URL(whole) : null
  if (url === null || !PORTS.has(url.protocol) || !isHubOnly(url)) {
    throw wrongUsage(m.cli_usage_url({ url: text }))
  }
  if (isBare && url.port === '' && !/:80$/.test(text)) url.port = DEFAULT_PORT
  return url
}

/** A token or a path in the address would be lost without a word. */
function isHubOnly({ hostname, pathname, search, username, password }: URL): boolean {
  return hostname !== '' && pathname.length <= 1 && `${search}${username}${password}` === ''
}

function tokenOf(options: OptionValues, env: Environment): string | null {
  const file = textOption(options, 'token-file')
  if (file === undefined) {
    const token = given(env, 'BELLHOP_TOKEN')
    if (token !== undefined) return token
  }
  const path = file ?? given(env, 'BELLHOP_TOKEN_FILE')
  return path === undefined ? null : readToken(path)
}

/** Null while it is not there: pairing is to write it. */
function readToken(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliFailure(EXIT.failed, 'forbidden', m.cli_error_token_file({ path, reason }))
  }
}

/** As `bellhop status` shows it, as curl takes it, or as it stands in a QR code. */
function pinOf(text: string): string {
  const bytes = Buffer.from(text.replace(/^sha256\/\//, ''), 'base64')
  if (bytes.length !== PIN_BYTES) throw wrongUsage(m.cli_usage_pin())
  return bytes.toString('base64')
}

function pinOfPeer(socket: TLSSocket): string | null {
  const { raw } = socket.getPeerCertificate() as { raw?: Buffer }
  if (raw === undefined) return null
  const key = new X509Certificate(raw).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}

function failureOf(remote: Remote, error: NodeJS.ErrnoException): CliFailure {
  // Its own certificate is nobody's but the hub's: it is known by its key.
  const isStranger = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/.test(error.code ?? '')
  if (remote.isSecure && remote.pin === null && isStranger) {
    return new CliFailure(EXIT.failed, 'wrong_key', m.cli_error_no_pin())
  }
  return unreachable(addressOf(remote), error.message)
}

function wrongKey(remote: Remote): CliFailure {
  return new CliFailure(EXIT.failed, 'wrong_key', m.cli_error_wrong_key({ url: addressOf(remote) }))
}

function given(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined
}

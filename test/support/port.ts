// A listener on a port of its own, with a hub double behind it that records what it is asked.

import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { HubSocket } from '../../src/main/hub/listener/hub-socket'
import type { ListenerLimits } from '../../src/main/hub/listener/limits'
import { createListener } from '../../src/main/hub/listener/listener'
import type {
  AccessConfig,
  Evidence,
  HttpHub,
  Listener,
  ListenerOptions,
  ListRequest,
} from '../../src/main/hub/listener/types'
import { systemClock, type Clock, type Log } from '../../src/main/hub/ports'
import type { NotificationId } from '../../src/shared/model'
import type { Draft } from '../../src/shared/protocol/commands'
import { refuse } from '../../src/shared/protocol/errors'
import type { Accepted } from '../../src/shared/protocol/frames'
import { RawClient, statusOf, turn } from './raw-client'

export type Published = Readonly<{ peer: Evidence; draft: Draft; isPlainText: boolean }>
export type Taken = Readonly<{ socket: HubSocket; raw: Duplex; peer: Evidence }>

export const ACCEPTED: Accepted = {
  id: '01JABCDEFGHJKMNPQRSTVWXYZ0' as NotificationId,
  seq: 7,
  time: '2026-01-02T03:04:05.678Z',
  to: [],
  count: 1,
  unknown: [],
  full: [],
}

/** Records, and answers what a test set. */
export class HubDouble {
  readonly published: Published[] = []
  readonly listed: ListRequest[] = []
  readonly answers: { -readonly [Name in keyof HttpHub]?: HttpHub[Name] } = {}

  readonly http: HttpHub = {
    publish: (peer, draft, isPlainText) => {
      this.published.push({ peer, draft, isPlainText })
      return this.answers.publish?.(peer, draft, isPlainText) ?? Promise.resolve(ACCEPTED)
    },
    pair: (peer, request) =>
      this.answers.pair?.(peer, request) ?? Promise.resolve(refuse('pairing_closed')),
    list: (peer, request) => {
      this.listed.push(request)
      const nothing = { notifications: [], next: 0 }
      return this.answers.list?.(peer, request) ?? Promise.resolve(nothing)
    },
    one: (peer, id) => this.answers.one?.(peer, id) ?? Promise.resolve(refuse('unknown_id')),
    react: (peer, command) =>
      this.answers.react?.(peer, command) ?? Promise.resolve(refuse('unknown_id')),
    devices: (peer) => this.answers.devices?.(peer) ?? [],
    attachment: (peer, id) =>
      this.answers.attachment?.(peer, id) ?? Promise.resolve(refuse('unknown_id')),
    upload: (peer, said) =>
      this.answers.upload?.(peer, said) ?? Promise.resolve(refuse('not_trusted')),
  }
}

export type Line = Readonly<{ level: string; message: string; fields?: object }>
export type PortOptions = Readonly<{
  clock?: Clock
  limits?: Partial<ListenerLimits>
  access?: Partial<AccessConfig>
  port?: number
  host?: string | null
  isBlocked?: (key: string) => boolean
  isLocalProgram?: ListenerOptions['isLocalProgram']
  tls?: ListenerOptions['tls']
  onSocket?: (taken: Taken) => void
  webUrl?: URL
}>

/** The rule of docs/security.md for the lane of a local program. */
export function isLocal(peer: Evidence): boolean {
  return peer.isSameComputer && peer.origin === 'none' && !peer.isCrossSite && !peer.isProxied
}

export class Port {
  readonly hub = new HubDouble()
  readonly taken: Taken[] = []
  readonly lines: Line[] = []
  readonly failures: Error[] = []
  readonly listener: Listener
  port = 0

  constructor(options: PortOptions = {}) {
    const { clock = systemClock, limits = {}, access = {}, port = 0, host = null } = options
    this.listener = createListener({
      port,
      host,
      version: '9.8.7',
      name: () => 'Hall & Co <b>',
      webUrl: options.webUrl ?? new URL('nowhere/', import.meta.url),
      access: () => ({ ...ACCESS, ...access }),
      isBlocked: options.isBlocked ?? (() => false),
      isLocalProgram: options.isLocalProgram ?? isLocal,
      http: this.hub.http,
      tls: options.tls ?? (() => Promise.resolve(null)),
      onSocket: (socket, raw, peer) => {
        this.taken.push({ socket, raw, peer })
        options.onSocket?.({ socket, raw, peer })
      },
      onRefused: () => undefined,
      onFailure: (error) => this.failures.push(error),
      clock,
      log: this.#log(),
      limits,
    })
  }

  /** A path of this port, as a program of this computer calls it. */
  url(path: string): string {
    return `http://localhost:${this.port}${path}`
  }

  /** Connects and sends; what comes back can be awaited. */
  async raw(bytes: string | Uint8Array = '', host?: string): Promise<RawClient> {
    const client = await RawClient.open(this.port, host)
    onTestFinished(() => client.end())
    if (bytes.length > 0) client.send(bytes)
    return client
  }

  /** One request with these fields and no more, and its whole answer. The connection ends with it. */
  async ask(lines: readonly string[], body = ''): Promise<string> {
    const client = await this.raw(`${lines.join('\r\n')}\r\n\r\n${body}`)
    client.socket.end()
    return client.ended
  }

  /** The status that an upgrade with these fields gets. */
  async upgrade(fields: readonly string[] = [], host = 'localhost'): Promise<RawClient> {
    const client = await this.raw(upgradeText(fields, host))
    await client.until(/\r\n\r\n/)
    return client
  }

  /** The server has seen whatever was sent before. */
  async settled(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      const answer = await this.ask([
        'GET /v1/health HTTP/1.1',
        'Host: localhost',
        'Connection: close',
      ])
      if (statusOf(answer) !== 200) throw new Error(`no health: ${answer}`)
      await turn()
    }
  }

  #log(): Log {
    const at = (level: string) => (message: string, fields?: object) => {
      this.lines.push({ level, message, ...(fields ? { fields } : {}) })
    }
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  }
}

export const ACCESS: AccessConfig = {
  trust: 'ask',
  ownNames: ['hallway', 'hallway.local'],
  tls: 'offered',
  publicPeers: false,
  allowedHosts: ['hub.example.net'],
  allowedOrigins: ['https://dash.example.net'],
}

/** A port that listens until the test ends. */
export async function openPort(options: PortOptions = {}): Promise<Port> {
  const port = new Port(options)
  const result = await port.listener.listen()
  if ('code' in result) throw new Error(result.message)
  port.port = result.port
  onTestFinished(() => port.listener.close(0))
  return port
}

/** The bytes of an upgrade request. */
export function upgradeText(fields: readonly string[] = [], host = 'localhost'): string {
  const lines = [
    'GET / HTTP/1.1',
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...fields,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

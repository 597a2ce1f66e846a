// The JavaScript client at a hub under test, as browsers get it from the port, with what it was told in order.

import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../src/client/client'
import type { Client, Events, Notification, Options, Status, Store } from '../../src/client/types'
import { PATIENCE_MS } from './client'

/** A WebSocket class as a program of the network would bring it: not of this computer, and not minding certificates. */
export class LanSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, {
      headers: { 'x-forwarded-for': '192.168.1.57' },
      rejectUnauthorized: false,
    })
  }
}

/** The same as a program of this computer. */
export class LocalSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols, { rejectUnauthorized: false })
  }
}

export type Bell = Readonly<{
  client: Client
  /** What came, in order. */
  came: readonly Notification[]
  store: Store
  /** Resolves when the client is in this state, now or later. */
  is: (state: Status['state']) => Promise<Status>
  /** The next that fits, now or later. */
  next: (test?: (one: Notification) => boolean) => Promise<Notification>
  /** The next event of this kind. */
  event: <Name extends keyof Events>(name: Name) => Promise<Events[Name]>
}>

/** A store of a test, that one can look into. */
export function mapStore(
  values = new Map<string, string>(),
): Store & { values: Map<string, string> } {
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

/** Connects; the client ends with the test. */
export function ring(url: string, id: string, options: Partial<Options> = {}): Bell {
  const store = options.storage ?? mapStore()
  const client = connect({ url, id, WebSocket: LocalSocket, ...options, storage: store })
  onTestFinished(() => client.close())
  const came: Notification[] = []
  const waiting = new Set<() => void>()
  client.on('notification', (one) => {
    came.push(one)
    for (const look of waiting) look()
  })
  client.on('status', () => {
    for (const look of waiting) look()
  })
  const until = <Value>(what: string, look: () => Value | undefined): Promise<Value> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(check)
        reject(new Error(`${what} did not come; it is ${JSON.stringify(client.status)}`))
      }, PATIENCE_MS)
      const check = (): void => {
        const found = look()
        if (found === undefined) return
        clearTimeout(timer)
        waiting.delete(check)
        resolve(found)
      }
      waiting.add(check)
      check()
    })
  return {
    client,
    came,
    store,
    is: (state) => until(state, () => (client.status.state === state ? client.status : undefined)),
    next: (test = () => true) => until('a notification', () => came.find(test)),
    event: (name) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${name}`)), PATIENCE_MS)
        const stop = client.on(name, (event) => {
          clearTimeout(timer)
          stop()
          resolve(event)
        })
      }),
  }
}

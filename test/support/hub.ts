// A real hub on a free port with a store of its own, for one test, and real clients for it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import {
  createHub,
  type Hub,
  type HubConfig,
  type HubOptions,
  type Log,
} from '../../src/main/hub/hub'
import { bytesOf, keepOf } from '../../src/shared/retention'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import { Client, type ClientOptions } from './client'

const CONFIG: HubConfig = {
  port: 0,
  host: '127.0.0.1',
  name: 'Test Hub',
  trust: 'ask',
  routing: 'addressed',
  keep: keepOf(DEFAULT_SETTINGS),
  attachmentBytes: bytesOf(DEFAULT_SETTINGS.attachmentMegabytes),
  tls: 'offered',
  publicPeers: false,
  allowedHosts: [],
  allowedOrigins: [],
}

const silent = (): void => undefined
export const SILENT: Log = { debug: silent, info: silent, warn: silent, error: silent }

export const WORKER_URL = pathToFileURL(resolve('out/test/history-worker.cjs'))

/** A page on this computer: a guest until the owner lets it in. */
export const PAGE = { origin: 'http://localhost:5500' }
/** What a device of the network looks like from this computer: it came through a proxy, so it is not local. */
export const LAN_DEVICE = { headers: { 'x-forwarded-for': '192.168.1.57' } }

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export type TestHub = Readonly<{
  hub: Hub
  dataDir: string
  port: number
  url: string
  /** Opens a socket and waits for its first welcome. */
  connect: (options?: ClientOptions) => Promise<Client>
  /** The same, as a device of this ID. */
  device: (id: string, hello?: object, options?: ClientOptions) => Promise<Client>
  /** Stops it and starts another on the same folder. */
  restart: () => Promise<TestHub>
}>

/** Makes a hub without starting it. */
export function makeHub(
  config: Partial<HubConfig> = {},
  more: Partial<HubOptions> = {},
): Readonly<{ hub: Hub; dataDir: string }> {
  const dataDir = more.dataDir ?? temporaryFolder()
  const hub = createHub({
    dataDir,
    version: '0.0.0-test',
    config: { ...CONFIG, ...config },
    log: SILENT,
    workerUrl: WORKER_URL,
    ...more,
  })
  return { hub, dataDir }
}

/** Starts a hub; it and its clients end with the test. */
export async function startHub(
  config: Partial<HubConfig> = {},
  more: Partial<HubOptions> = {},
): Promise<TestHub> {
  const { hub, dataDir } = makeHub(config, more)
  const status = await hub.start()
  if (status.state !== 'listening') throw new Error(JSON.stringify(status.failure))
  onTestFinished(() => hub.stop())
  const url = `ws://127.0.0.1:${String(status.port)}`
  const connect = async (options: ClientOptions = {}): Promise<Client> => {
    const client = new Client(url, options)
    onTestFinished(() => client.end())
    await client.next('welcome')
    return client
  }
  return {
    hub,
    dataDir,
    port: status.port,
    url,
    connect,
    device: async (id, hello = {}, options = {}) => {
      const client = await connect(options)
      client.send({ type: 'hello', id, ...hello })
      await client.next('welcome')
      return client
    },
    restart: async () => {
      await hub.stop()
      return startHub(config, { ...more, dataDir })
    },
  }
}

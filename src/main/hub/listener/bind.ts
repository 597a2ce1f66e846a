// Takes a port on every address family, or on one host, all or nothing. Knows nothing of what is spoken there.

import { lookup } from 'node:dns/promises'
import { createServer, isIP, type AddressInfo, type Server, type Socket } from 'node:net'
import type { ListenFailure } from './types'

/** Where to listen, and what to do with whoever comes. */
export type BindOptions = Readonly<{
  /** 0 picks one that is free on all addresses. */
  port: number
  /** null = all addresses of this computer. */
  host: string | null
  onSocket: (socket: Socket) => void
  /** A server's own error after it had listened. */
  onError: (error: NodeJS.ErrnoException) => void
}>

/** Servers that listen, all on one port. */
export type Bound = Readonly<{ port: number; servers: readonly Server[] }>

type Place = Readonly<{
  address: string
  /** Its absence on this computer is no error. */ isOptional: boolean
}>

/** Connections that the system keeps while the hub is busy; it cuts this down to its own limit. */
const BACKLOG = 16_384
const FREE_PORT_TRIES = 20
const NEXT_PORT_TRIES = 50
const NO_SUCH_FAMILY = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'EPROTONOSUPPORT'])
const EVERYWHERE: readonly Place[] = [
  { address: '0.0.0.0', isOptional: false },
  { address: '::', isOptional: true },
]
/** Some systems give away a wildcard address although another program holds the loopback address under it. */
const UNDER: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** For a port that is tried and given back. */
const REFUSING = { onSocket: (socket: Socket) => void socket.destroy(), onError: () => {} }

/** Listens, or says in a sentence why it cannot. Nothing stays open after a failure. */
export async function bind(options: BindOptions): Promise<Bound | ListenFailure> {
  const places = await placesOf(options.host)
  if (places.length === 0)
    return failure('address_missing', `“${options.host}” is no address of this computer.`)
  const result = await take(options, places)
  if (!(result instanceof BindError)) return result
  return explain(result, options, places)
}

async function placesOf(host: string | null): Promise<readonly Place[]> {
  if (host === null) return EVERYWHERE
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) !== 0) return [{ address: bare, isOptional: false }]
  const found = await lookup(bare, { all: true }).catch(() => [])
  const addresses = [...new Set(found.map(({ address }) => address))]
  return addresses.map((address) => ({ address, isOptional: addresses.length > 1 }))
}

class BindError extends Error {
  readonly address: string
  override readonly cause: NodeJS.ErrnoException

  constructor(address: string, cause: NodeJS.ErrnoException) {
    super(cause.message)
    this.address = address
    this.cause = cause
  }
}

/** One port for all places; with port 0 the first place picks, and the others must have it free too. */
async function take(options: BindOptions, places: readonly Place[]): Promise<Bound | BindError> {
  for (let tries = 1; ; tries++) {
    const result = await takeOnce(options, places, options.port)
    const isRetry = options.port === 0 && tries < FREE_PORT_TRIES
    if (!isRetry || !(result instanceof BindError) || result.cause.code !== 'EADDRINUSE')
      return result
  }
}

async function takeOnce(
  options: BindOptions,
  places: readonly Place[],
  port: number,
): Promise<Bound | BindError> {
  const other = port === 0 ? null : await findUnder(places, port)
  if (other) return other
  const servers: Server[] = []
  let taken = port
  for (const place of places) {
    const server = await listen(place, taken, options)
    if (server instanceof BindError) {
      if (place.isOptional && NO_SUCH_FAMILY.has(server.cause.code ?? '')) continue
      await Promise.all(servers.map(closed))
      return server
    }
    servers.push(server)
    taken = (server.address() as AddressInfo).port
  }
  const [first] = places
  if (servers.length === 0 && first) return new BindError(first.address, missing())
  return { port: taken, servers }
}

async function findUnder(places: readonly Place[], port: number): Promise<BindError | null> {
  for (const place of places) {
    const address = UNDER[place.address]
    if (address === undefined) continue
    const probe = await listen({ address, isOptional: true }, port, REFUSING)
    if (!(probe instanceof BindError)) await closed(probe)
    else if (probe.cause.code === 'EADDRINUSE') return probe
  }
  return null
}

function listen(
  { address }: Place,
  port: number,
  { onSocket, onError }: Pick<BindOptions, 'onSocket' | 'onError'>,
): Promise<Server | BindError> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, onSocket)
  return new Promise((resolve) => {
    const onFailed = (error: NodeJS.ErrnoException) => resolve(new BindError(address, error))
    server.once('error', onFailed)
    server.listen(
      { host: address, port, ipv6Only: true, exclusive: true, backlog: BACKLOG },
      () => {
        server.off('error', onFailed)
        server.on('error', onError)
        resolve(server)
      },
    )
  })
}

/** Resolves when the server holds its port no more. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

async function explain(
  { address, cause }: BindError,
  options: BindOptions,
  places: readonly Place[],
): Promise<ListenFailure> {
  const { port } = options
  if (cause.code === 'EADDRINUSE') {
    const message = `Port ${port} is used by another program (on ${address}).`
    return failure('port_taken', message, await nextFree(options, places, port + 1))
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    const message = `This system does not let Bellhop listen on port ${port}.`
    return failure(
      'port_forbidden',
      message,
      await nextFree(options, places, Math.max(port + 1, 1_024)),
    )
  }
  if (NO_SUCH_FAMILY.has(cause.code ?? '')) {
    return failure('address_missing', `${address} is no address of this computer.`)
  }
  return failure('internal', cause.message)
}

async function nextFree(
  options: BindOptions,
  places: readonly Place[],
  from: number,
): Promise<number | undefined> {
  const quiet = { ...options, ...REFUSING }
  for (let port = from; port < Math.min(from + NEXT_PORT_TRIES, 65_536); port++) {
    const result = await takeOnce(quiet, places, port)
    if (result instanceof BindError) continue
    await Promise.all(result.servers.map(closed))
    return port
  }
  return undefined
}

function failure(
  code: ListenFailure['code'],
  message: string,
  nextFreePort?: number,
): ListenFailure {
  return { code, message, ...(nextFreePort === undefined ? {} : { nextFreePort }) }
}

function missing(): NodeJS.ErrnoException {
  return Object.assign(new Error('no such address'), { code: 'EADDRNOTAVAIL' })
}

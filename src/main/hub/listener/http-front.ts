// Node's HTTP parser behind the sniffed socket: every request, upgrade and parse error of it. Asks the gate
// through its host and hands on; knows no route and no WebSocket.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../ports'
import { badMethod, bare, MALFORMED, sendRaw, type Answer } from './answers'
import { answerEarly, hasBody } from './body'
import type { ListenerLimits } from './limits'
import type { Evidence } from './types'
import type { Visitor } from './visitor'

/** What the front asks for, and where it hands on what passed. */
export type FrontHost = Readonly<{
  limits: ListenerLimits
  clock: Clock
  visitorOf: (socket: Socket) => Visitor | undefined
  /** The evidence, or the answer that turns the request away. */
  examine: (request: IncomingMessage, visitor: Visitor, isUpgrade: boolean) => Evidence | Answer
  onRequest: (request: IncomingMessage, response: ServerResponse, peer: Evidence) => void
  onUpgrade: (request: IncomingMessage, head: Buffer, visitor: Visitor, peer: Evidence) => void
}>

const BAD_METHOD = badMethod(['GET', 'HEAD', 'POST', 'OPTIONS'])
const REQUEST_LINE = /^[A-Za-z-]+ \S+ HTTP\/1\.[01]\r?\n/
/** Fields that belong to an upgrade which this hub does not make. */
const UPGRADE_FIELDS = new Set(['connection', 'upgrade', 'http2-settings'])

/** An HTTP parser for sockets that are handed to it by `emit('connection')`. */
export function createHttpFront(host: FrontHost): Server {
  const { limits } = host
  const server = createServer({
    insecureHTTPParser: false,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false,
    keepAliveTimeout: limits.keepAliveMs,
    // A large body may take longer than Node allows; it has a pace of its own.
    requestTimeout: 0,
  })
  // Node would silently drop the fields beyond its count, an Origin among them; the gate counts instead.
  server.maxHeadersCount = 0
  const responses = new WeakMap<Socket, ServerResponse>()
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    responses.set(request.socket, response)
    takeRequest(host, request, response)
  }
  server.on('request', onRequest)
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', onRequest)
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket'
    if (isWebSocket) takeUpgrade(host, request, socket, head)
    // An earlier answer still has the socket: a second parser would write into it, or wait for ever.
    else if (host.visitorOf(socket)?.requests !== 0) socket.destroy()
    else takeAgain(server, request, socket, head)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    takeConnect(host, request, socket)
  })
  server.on('clientError', (error: ParseError, socket: Socket) => {
    const visitor = host.visitorOf(socket)
    const isAnswering = responses.get(socket)?.headersSent === true && visitor?.requests !== 0
    if (!visitor || isAnswering) socket.destroy()
    else dismiss(visitor, answerToFault(error))
  })
  return server
}

type ParseError = NodeJS.ErrnoException & { rawPacket?: Buffer }

function takeRequest(host: FrontHost, request: IncomingMessage, response: ServerResponse): void {
  const visitor = host.visitorOf(request.socket)
  if (!visitor || visitor.requests >= host.limits.pipelined) return void request.socket.destroy()
  visitor.requestBegan()
  watchStall(request.socket, response, host)
  response.once('close', () => visitor.requestEnded())
  if (!hasBody(request)) visitor.requestRead()
  else request.once('end', () => visitor.requestRead())
  const found = host.examine(request, visitor, false)
  const isExpected = /^(100-continue)?$/i.test(request.headers.expect ?? '')
  if ('status' in found) answerEarly(response, found, host.limits, host.clock)
  else if (!isExpected) answerEarly(response, bare(417), host.limits, host.clock)
  else host.onRequest(request, response, found)
}

function takeUpgrade(
  host: FrontHost,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const visitor = host.visitorOf(socket)
  if (!visitor || visitor.requests > 0) return void socket.destroy()
  const found = host.examine(request, visitor, true)
  if ('status' in found) dismiss(visitor, found, request)
  else host.onUpgrade(request, head, visitor, found)
}

/** Some clients offer HTTP/2 with every request; an offer that is not taken leaves an ordinary request. */
function takeAgain(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    if (!UPGRADE_FIELDS.has(name.toLowerCase()))
      lines.push(`${name}: ${request.rawHeaders[index + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

function takeConnect(host: FrontHost, request: IncomingMessage, socket: Socket): void {
  const visitor = host.visitorOf(socket)
  if (!visitor) return void socket.destroy()
  const found = host.examine(request, visitor, false)
  const isHostRefused = 'status' in found && found.status === 403
  dismiss(visitor, isHostRefused ? found : BAD_METHOD, request)
}

function dismiss(visitor: Visitor, answer: Answer, request?: IncomingMessage): void {
  sendRaw(visitor.socket, answer, request)
  visitor.dismissed()
}

function answerToFault(error: ParseError): Answer {
  if (error.code === 'HPE_HEADER_OVERFLOW') return bare(431)
  const line = error.rawPacket?.toString('latin1') ?? ''
  return error.code === 'HPE_INVALID_METHOD' && REQUEST_LINE.test(line) ? BAD_METHOD : MALFORMED
}

/** Ends a connection that takes nothing of its answer for too long. */
function watchStall(socket: Socket, response: ServerResponse, { limits, clock }: FrontHost): void {
  let takenBefore = -1
  const check = () => {
    const taken = socket.bytesWritten - socket.writableLength
    if (response.headersSent && taken === takenBefore) return void socket.destroy()
    takenBefore = taken
    timer = clock.after(limits.stalledMs, check)
  }
  let timer = clock.after(limits.stalledMs, check)
  response.once('close', () => timer.cancel())
}

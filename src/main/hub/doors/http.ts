// The hub's own HTTP door: which route takes which method, and what it answers (docs/protocol.md). Who may do
// what is the hub's to say.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reaction } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { answerOf, badMethod, json, type Answer } from '../listener/answers'
import { answerEarly, discard, hasBody, readBody } from '../listener/body'
import type { ListenerLimits } from '../listener/limits'
import type { Evidence, HttpHub } from '../listener/types'
import type { Clock, Log } from '../ports'
import { sendAttachment } from './http-attachment'
import { receiveAttachment } from './http-upload'
import { allowReading, preflight } from './http-cors'
import { pageAnswer } from './http-page'
import { bodyKind, readDraft, readPair, readReaction } from './http-publish'
import { readListQuery } from './http-query'
import { createWebDoor, type WebDoor } from './http-web'

/** What the door needs. */
export type HttpDoorOptions = Readonly<{
  hub: HttpHub
  /** The hub's name, read at each request. */
  name: () => string
  version: string
  /** The folder of what browsers get. */
  webUrl: URL
  limits: ListenerLimits
  clock: Clock
  log: Log
}>

/** Answers one request that passed the gate. Never throws. */
export type HttpDoor = (request: IncomingMessage, response: ServerResponse, peer: Evidence) => void

type Call = Readonly<{
  path: string
  request: IncomingMessage
  response: ServerResponse
  peer: Evidence
  query: string
  /** What the route's pattern caught. */
  id: string
}>
/** null: the answer is on its way already, or nobody is there to take it. */
type Outcome = Answer | Refusal | null
type Handler = (call: Call) => Outcome | Promise<Outcome>
type Route = Readonly<{ path: RegExp; methods: Readonly<Record<string, Handler>> }>

/** What a browser gets besides the page. */
const WEB = /^\/(client\.(js|d\.ts)|sw\.js|manifest\.webmanifest|(assets|icons)\/[\w.-]+)$/
const COMMON_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** The door of one hub. */
export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const { limits, clock, log } = options
  const routes = routesOf(options)
  return (request, response, peer) => {
    const finish = (outcome: Outcome) => {
      if (outcome === null || response.headersSent) return
      const answer = 'status' in outcome ? outcome : answerOf(outcome)
      answerEarly(response, answer, limits, clock)
    }
    const fail = (error: unknown) => {
      log.error('a request failed', { error })
      if (response.headersSent) response.destroy()
      else finish(refuse('internal'))
    }
    allowReading(response, peer)
    if (request.method !== 'POST' && hasBody(request)) discard(request, limits, clock)
    dispatch(routes, request, response, peer).then(finish).catch(fail)
  }
}

async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
  peer: Evidence,
): Promise<Outcome> {
  const [path = '', ...rest] = (request.url ?? '').split('?')
  const method = request.method ?? ''
  const route = routes.find((one) => one.path.test(path))
  if (!route)
    return COMMON_METHODS.includes(method) ? refuse('not_found') : badMethod(COMMON_METHODS)
  const methods = methodsOf(route)
  const allowed = preflight(request, peer, methods)
  const handler = allowed ? () => allowed : route.methods[method === 'HEAD' ? 'GET' : method]
  if (!handler) return badMethod(methods)
  const id = route.path.exec(path)?.[1] ?? ''
  return handler({ path, request, response, peer, query: rest.join('?'), id })
}

function methodsOf(route: Route): string[] {
  return Object.keys(route.methods).flatMap((method) =>
    method === 'GET' ? ['GET', 'HEAD'] : [method],
  )
}

function routesOf(options: HttpDoorOptions): readonly Route[] {
  const { hub, name, version } = options
  const web = createWebDoor(options.webUrl, name)
  return [
    {
      path: /^\/$/,
      methods: { GET: (call) => file(web, call, () => pageAnswer(name(), version)) },
    },
    { path: WEB, methods: { GET: (call) => file(web, call, () => refuse('not_found')) } },
    { path: /^\/v1\/health$/, methods: { GET: () => json(200, { healthy: true, version }) } },
    {
      path: /^\/v1\/notifications$/,
      methods: { GET: (call) => list(hub, call), POST: (call) => publish(options, call) },
    },
    {
      path: /^\/v1\/notifications\/([0-9A-HJKMNP-TV-Z]{26})$/,
      methods: { GET: (call) => one(hub, call) },
    },
    {
      path: /^\/v1\/(read|dismiss|act|cancel)$/,
      methods: { POST: (call) => react(options, call) },
    },
    { path: /^\/v1\/pair$/, methods: { POST: (call) => pair(options, call) } },
    { path: /^\/v1\/devices$/, methods: { GET: (call) => devices(hub, call) } },
    { path: /^\/v1\/attachments$/, methods: { POST: (call) => receiveAttachment(options, call) } },
    {
      path: /^\/v1\/attachments\/([0-9A-HJKMNP-TV-Z]{26})$/,
      methods: { GET: (call) => attachment(hub, call) },
    },
  ]
}

async function file(
  web: WebDoor,
  { path, request, response, peer }: Call,
  otherwise: () => Answer | Refusal,
): Promise<Outcome> {
  const isSent = await web(path, request, response, peer)
  return isSent ? null : otherwise()
}

async function publish({ hub, limits, clock }: HttpDoorOptions, call: Call): Promise<Outcome> {
  const { request, response, peer } = call
  const kind = bodyKind(request)
  if (!kind) return refuse('unsupported_type')
  const body = await readBody(request, response, limits, clock)
  if (body === 'gone') return null
  if (body === 'too_large') return refuse('too_large')
  const draft = readDraft(kind, body)
  if ('code' in draft) return draft
  const result = await hub.publish(peer, draft, kind === 'plain')
  if (result === 'pending') return json(202, { pending: true })
  return 'code' in result ? result : json(201, result)
}

async function pair({ hub, limits, clock }: HttpDoorOptions, call: Call): Promise<Outcome> {
  const { request, response, peer } = call
  if (bodyKind(request) !== 'json') return refuse('unsupported_type')
  const body = await readBody(request, response, limits, clock)
  if (body === 'gone') return null
  if (body === 'too_large') return refuse('too_large')
  const asked = readPair(body)
  if (!('id' in asked)) return asked
  const result = await hub.pair(peer, asked)
  return 'token' in result ? json(201, result) : result
}

/** What the route caught is the frame that it stands for. */
async function react({ hub, limits, clock }: HttpDoorOptions, call: Call): Promise<Outcome> {
  const { request, response, peer } = call
  if (bodyKind(request) !== 'json') return refuse('unsupported_type')
  const body = await readBody(request, response, limits, clock)
  if (body === 'gone') return null
  if (body === 'too_large') return refuse('too_large')
  const command = readReaction(call.id as Reaction['type'], body)
  if ('code' in command) return command
  return (await hub.react(peer, command)) ?? json(200, { type: 'ok' })
}

async function list(hub: HttpHub, { peer, query }: Call): Promise<Outcome> {
  const wanted = readListQuery(query)
  if ('code' in wanted) return wanted
  const page = await hub.list(peer, wanted)
  return 'code' in page ? page : json(200, page)
}

async function one(hub: HttpHub, { peer, id }: Call): Promise<Outcome> {
  const found = await hub.one(peer, id)
  return 'code' in found ? found : json(200, found)
}

function devices(hub: HttpHub, { peer }: Call): Outcome {
  const found = hub.devices(peer)
  return 'code' in found ? found : json(200, { devices: found })
}

async function attachment(hub: HttpHub, { peer, id, response }: Call): Promise<Outcome> {
  const file = await hub.attachment(peer, id)
  if ('code' in file) return file
  const isSent = await sendAttachment(response, file)
  return isSent ? null : refuse('unknown_id')
}

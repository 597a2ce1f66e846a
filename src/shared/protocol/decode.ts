// From a text frame to a command, a plain text or a refusal. Pure; the size of the frame was checked before.

import * as v from 'valibot'
import type { Action, Content } from '../model'
import {
  COMMANDS,
  notifySchema,
  pairSchema,
  type Command,
  type CommandType,
  type Draft,
  type PairRequest,
  type Reaction,
} from './commands'
import { refuse, type Refusal } from './errors'
import { ALARM, FIELD, FRAME } from './limits'

/** What a text frame turned out to be. `ref` is the refused command's own, for the answer. */
export type Decoded =
  | Readonly<{ kind: 'plain'; draft: Draft }>
  | Readonly<{ kind: 'command'; command: Command }>
  /** `announced`: so many bytes that follow belong to what was refused. */
  | Readonly<{ kind: 'refused'; refusal: Refusal; ref?: string; announced?: number }>

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads one text frame. Text that is no JSON object with a string `type` is a plain notification. */
export function decodeText(text: string): Decoded {
  const parsed = parseObject(text)
  if (parsed === null || typeof parsed['type'] !== 'string') return plain(text)
  const refused = (refusal: Refusal): Decoded => ({
    kind: 'refused',
    refusal,
    ...refOf(parsed),
    ...announcedBy(parsed),
  })
  const shape = checkShape(parsed)
  if (shape) return refused(shape)
  const type = parsed['type']
  if (!isCommandType(type)) return refused(refuse('unknown_type', { field: 'type' }))
  const result = v.safeParse(COMMANDS[type], parsed, { abortEarly: true })
  if (!result.success) return refused(fieldRefusal(result.issues[0]))
  const command: Command = result.output
  const refusal = command.type === 'notify' ? wholeRefusal(command) : null
  if (refusal) return refused(refusal)
  return { kind: 'command', command }
}

/** Reads the JSON body of a publish over HTTP: the fields of `notify`, without `type`. */
export function decodePublish(text: string): Draft | Refusal {
  const parsed = parseObject(text)
  if (parsed === null) return refuse('bad_frame')
  const shape = checkShape(parsed)
  if (shape) return shape
  const result = v.safeParse(notifySchema, parsed, { abortEarly: true })
  if (!result.success) return fieldRefusal(result.issues[0])
  return wholeRefusal(result.output) ?? toDraft(result.output)
}

/** Reads the JSON body of a reaction over HTTP: the fields of its frame, without `type`. */
export function decodeReaction(type: Reaction['type'], text: string): Reaction | Refusal {
  const parsed = parseObject(text)
  if (parsed === null) return refuse('bad_frame')
  const shape = checkShape(parsed)
  if (shape) return shape
  const result = v.safeParse(COMMANDS[type], { ...parsed, type }, { abortEarly: true })
  return result.success ? result.output : fieldRefusal(result.issues[0])
}

/** Reads the JSON body of a pairing over HTTP. */
export function decodePair(text: string): PairRequest | Refusal {
  const parsed = parseObject(text)
  if (parsed === null) return refuse('bad_frame')
  const shape = checkShape(parsed)
  if (shape) return shape
  const result = v.safeParse(pairSchema, parsed, { abortEarly: true })
  return result.success ? result.output : fieldRefusal(result.issues[0])
}

/** A plain text as a notification to the hub, or why it is none. */
export function plainDraft(text: string): Draft | Refusal {
  if (text === '') return emptyRefusal()
  if (text.length > FIELD.body) return refuse('bad_field', { field: 'body' })
  return { to: ['hub'], content: { body: text, format: 'text', priority: 3 } }
}

/** The draft of a validated `notify`: addressing and content apart, absent fields left out. */
export function toDraft(fields: v.InferOutput<typeof notifySchema>): Draft {
  const { ref, to, title, body, format, priority, tags, click, progress, data, ttl, at } = fields
  const { actions, replace, re, until, repeat, then, receipts, icon, attachments } = fields
  const content: Content = {
    ...(title ? { title } : {}),
    ...(body ? { body } : {}),
    format,
    priority,
    ...(tags?.length ? { tags } : {}),
    ...(click === undefined ? {} : { click }),
    ...(icon === undefined ? {} : { icon }),
    ...(progress === undefined ? {} : { progress }),
    ...(data === undefined ? {} : { data }),
    ...(actions?.length ? { actions: actions.map(toAction) } : {}),
    ...(replace === undefined ? {} : { replace }),
    ...(re === undefined ? {} : { re }),
    ...(until === undefined ? {} : { until, repeat: repeat ?? ALARM.defaultRepeat }),
    ...(then === undefined ? {} : { then: then.toSorted((a, b) => a.after - b.after) }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(at === undefined ? {} : { at }),
  }
  return {
    ...(ref === undefined ? {} : { ref }),
    to,
    content,
    ...(attachments?.length ? { attachments: [...new Set(attachments)] } : {}),
    ...(receipts ? { receipts } : {}),
  }
}

type ActionFields = Readonly<{
  id: string
  label: string
  url?: string | undefined
  reply?: boolean | undefined
}>

function toAction({ id, label, url, reply }: ActionFields): Action {
  return { id, label, ...(url === undefined ? {} : { url }), ...(reply ? { reply } : {}) }
}

function plain(text: string): Decoded {
  const draft = plainDraft(text)
  return 'code' in draft ? { kind: 'refused', refusal: draft } : { kind: 'plain', draft }
}

function parseObject(text: string): Record<string, unknown> | null {
  if (!/^\s*\{/.test(text)) return null
  try {
    return JSON.parse(wellFormed(text)) as Record<string, unknown>
  } catch {
    return null
  }
}

/** An escaped backslash, an escaped pair of surrogates, or a lone one. */
const SURROGATES =
  /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(\\u[dD][89a-fA-F][\da-fA-F]{2})/g

/** Half a character can only come escaped. It becomes U+FFFD, as in every other text that cannot be UTF-8. */
function wellFormed(json: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(json)) return json
  return json.replace(SURROGATES, (all: string, lone?: string) =>
    lone === undefined ? all : '\\ufffd',
  )
}

function isCommandType(type: string): type is CommandType {
  return Object.hasOwn(COMMANDS, type)
}

function refOf(parsed: Record<string, unknown>): { ref?: string } {
  const ref = parsed['ref']
  return typeof ref === 'string' && ref.length <= FIELD.ref ? { ref } : {}
}

/** The bytes of a file that was announced wrongly are no notification for it. */
function announcedBy({ type, size }: Record<string, unknown>): { announced?: number } {
  const isFile = type === 'attach' && Number.isSafeInteger(size) && Number(size) > 0
  return isFile ? { announced: Number(size) } : {}
}

/** Walks level by level with a list of its own, so that no nesting can exhaust the stack. */
function checkShape(root: object): Refusal | null {
  let level: object[] = [root]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > FRAME.depth) return refuse('bad_frame', { message: 'This is nested over 16 deep.' })
    const next: object[] = []
    for (const node of level) {
      const refusal = Array.isArray(node) ? null : checkKeys(node)
      if (refusal) return refusal
      for (const child of Object.values(node) as unknown[]) {
        if (typeof child === 'object' && child !== null) next.push(child)
      }
    }
    level = next
  }
  return null
}

function checkKeys(node: object): Refusal | null {
  const keys = Object.keys(node)
  if (keys.length > FRAME.keys) {
    return refuse('bad_frame', { message: 'An object here has over 64 keys.' })
  }
  const hostile = keys.find((key) => FORBIDDEN_KEYS.has(key))
  return hostile === undefined ? null : refuse('bad_field', { field: hostile })
}

/** What only all fields together show. */
function wholeRefusal(fields: v.InferOutput<typeof notifySchema>): Refusal | null {
  if (isEmpty(fields)) return emptyRefusal()
  if (fields.repeat === undefined || fields.until !== undefined) return null
  return refuse('bad_field', { field: 'repeat', message: 'The field “repeat” needs “until”.' })
}

function isEmpty({ title, body, attachments }: v.InferOutput<typeof notifySchema>): boolean {
  return !title && !body && !attachments?.length
}

function emptyRefusal(): Refusal {
  return refuse('bad_field', {
    field: 'body',
    message: 'A notification needs a title, a body or an attachment.',
  })
}

/** Names the top-level field that is wrong; its own sentence only where it says more than the type. */
function fieldRefusal(issue: v.BaseIssue<unknown>): Refusal {
  const key = issue.path?.[0]?.key
  const field = typeof key === 'string' ? key : 'type'
  return refuse('bad_field', {
    field,
    message: `The field “${field}” is not allowed: ${issue.message}`,
  })
}

// What a client may say: one schema per command, types inferred from it.

import * as v from 'valibot'
import {
  DEVICE_KINDS,
  type AttachmentId,
  type Content,
  type DeviceId,
  type Json,
  type NotificationId,
} from '../model'
import { isDeviceId, isTopic, parseAddress } from './addresses'
import { isAttachmentId, isIcon } from './attachments'
import { readInstant } from './instant'
import { ALARM, ATTACH, FIELD } from './limits'
import { isSafeLink } from './links'

const text = (max: number) => v.pipe(v.string(), v.maxLength(max))
const whole = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

const ref = v.optional(text(FIELD.ref))
const deviceId = v.custom<DeviceId>((value) => typeof value === 'string' && isDeviceId(value))
const notificationId = v.custom<NotificationId>(
  (value) => typeof value === 'string' && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(value),
)
const attachmentId = v.custom<AttachmentId>(
  (value) => typeof value === 'string' && isAttachmentId(value),
  'An attachment is named by the id that came with attached.',
)
const since = whole(0, Number.MAX_SAFE_INTEGER)

const address = v.pipe(
  v.string(),
  v.check((value) => parseAddress(value) !== null, 'An address is a device ID, #topic, * or !ID.'),
)
const to = v.pipe(
  v.union([
    v.pipe(
      address,
      v.transform((one) => [one]),
    ),
    v.array(address),
  ]),
  v.minLength(1),
  v.maxLength(FIELD.targets),
  v.check(
    (list) => list.some((one) => !one.startsWith('!')),
    'Say also who gets it, not only who does not.',
  ),
)

const data = v.pipe(
  v.custom<Json>((value) => value !== undefined),
  v.check(
    (value) => JSON.stringify(value).length <= FIELD.dataText,
    'data is limited to 16 KiB as text.',
  ),
)

const then = v.pipe(
  v.array(v.object({ after: whole(1, ALARM.longestAfter), to })),
  v.minLength(1),
  v.maxLength(ALARM.steps),
)

/** In the protocol's own form from here on. How far ahead it may lie is for who has a clock. */
const at = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const instant = readInstant(dataset.value)
    if (instant !== null) return instant
    addIssue({ message: 'A time is written like 2026-12-24T18:00:00Z, or with a zone as +01:00.' })
    return NEVER
  }),
)

const safeLink = v.pipe(
  text(FIELD.click),
  v.check(isSafeLink, 'This link cannot be opened from here.'),
)
const action = v.pipe(
  v.object({
    id: v.pipe(text(FIELD.actionId), v.minLength(1)),
    label: v.pipe(text(FIELD.actionLabel), v.minLength(1)),
    url: v.optional(safeLink),
    reply: v.optional(v.boolean()),
  }),
  v.check(
    ({ url, reply }) => url === undefined || reply !== true,
    'A button opens a link or asks for a reply, not both.',
  ),
)
const actions = v.pipe(
  v.array(action),
  v.maxLength(FIELD.actions),
  v.check(
    (list) => new Set(list.map(({ id }) => id)).size === list.length,
    'Each button needs an id of its own.',
  ),
)

/** The fields of `notify` that are content, as its sender may write them. */
const contentEntries = {
  title: v.optional(text(FIELD.title)),
  body: v.optional(text(FIELD.body)),
  format: v.optional(v.picklist(['text', 'markdown']), 'text'),
  priority: v.optional(v.picklist([1, 2, 3, 4, 5]), 3),
  tags: v.optional(
    v.pipe(v.array(v.pipe(text(FIELD.tag), v.minLength(1))), v.maxLength(FIELD.tags)),
  ),
  click: v.optional(safeLink),
  icon: v.optional(
    v.pipe(v.string(), v.check(isIcon, 'An icon is a name of the icon set or an attachment.')),
  ),
  progress: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  data: v.optional(data),
  ttl: v.optional(whole(0, FIELD.ttlSeconds)),
  actions: v.optional(actions),
  replace: v.optional(v.pipe(text(FIELD.replace), v.minLength(1))),
  re: v.optional(notificationId),
  until: v.optional(v.literal('ack')),
  repeat: v.optional(whole(1, ALARM.longestRepeat)),
  then: v.optional(then),
  at: v.optional(at),
}

/** What a person or a program publishes, at whatever door. `to` is a list; absent = the hub. */
export const notifySchema = v.object({
  ref,
  to: v.optional(to, () => ['hub']),
  receipts: v.optional(v.boolean(), false),
  attachments: v.optional(v.pipe(v.array(attachmentId), v.maxLength(ATTACH.of))),
  ...contentEntries,
})

/** What a device says of a file before its bytes come, over a socket or HTTP. */
const attachEntries = {
  name: v.optional(text(ATTACH.said)),
  mime: v.optional(text(ATTACH.mime)),
}

const helloSchema = v.object({
  type: v.literal('hello'),
  ref,
  id: v.optional(deviceId),
  name: v.optional(v.pipe(text(FIELD.name), v.trim(), v.minLength(1))),
  kind: v.optional(v.picklist(DEVICE_KINDS)),
  token: v.optional(text(FIELD.token)),
  pair: v.optional(text(FIELD.pair)),
  since: v.optional(since),
  ack: v.optional(v.picklist(['auto', 'manual'])),
  announce: v.optional(v.boolean()),
})

/** What a device says to be paired over HTTP. `code` holds the six digits or the secret of the QR code. */
export const pairSchema = v.object({
  code: text(FIELD.pair),
  id: deviceId,
  name: helloSchema.entries.name,
  kind: helloSchema.entries.kind,
})
export type PairRequest = v.InferOutput<typeof pairSchema>

/** A command about one notification or several. */
const aboutSchema = <Type extends string>(type: Type) =>
  v.pipe(
    v.object({
      type: v.literal(type),
      ref,
      id: v.optional(notificationId),
      ids: v.optional(v.pipe(v.array(notificationId), v.minLength(1), v.maxLength(FIELD.ackIds))),
    }),
    v.forward(
      v.check((frame) => (frame.id === undefined) !== (frame.ids === undefined), 'Give id or ids.'),
      ['id'],
    ),
  )

const topics = v.pipe(
  v.array(v.pipe(v.string(), v.check(isTopic, 'A topic is written like a device ID, without #.'))),
  v.minLength(1),
  v.maxLength(FIELD.topics),
)

/** One schema for each `type` that a client may send. */
export const COMMANDS = {
  hello: helloSchema,
  notify: v.object({ type: v.literal('notify'), ...notifySchema.entries }),
  attach: v.object({
    type: v.literal('attach'),
    ref,
    ...attachEntries,
    size: whole(1, Number.MAX_SAFE_INTEGER),
  }),
  ack: aboutSchema('ack'),
  read: aboutSchema('read'),
  dismiss: aboutSchema('dismiss'),
  act: v.object({
    type: v.literal('act'),
    ref,
    id: notificationId,
    action: v.pipe(text(FIELD.actionId), v.minLength(1)),
    text: v.optional(text(FIELD.actionText)),
  }),
  cancel: v.object({ type: v.literal('cancel'), ref, id: notificationId }),
  subscribe: v.object({ type: v.literal('subscribe'), ref, topics }),
  unsubscribe: v.object({ type: v.literal('unsubscribe'), ref, topics }),
  devices: v.object({ type: v.literal('devices'), ref }),
  ping: v.object({ type: v.literal('ping'), ref }),
} as const

export type CommandType = keyof typeof COMMANDS
export type Command = { [Type in CommandType]: v.InferOutput<(typeof COMMANDS)[Type]> }[CommandType]
/** What a device says about what is stored. */
export type Reaction = Extract<Command, { type: 'read' | 'dismiss' | 'act' | 'cancel' }>
export type Hello = v.InferOutput<typeof helloSchema>

/** A publish after validation, as every door hands it to the hub. */
export type Draft = Readonly<{
  ref?: string
  to: readonly string[]
  content: Content
  /** Each once, in the order in which they are shown. */
  attachments?: readonly AttachmentId[]
  /** The sender wants to know how it comes to each receiver. */
  receipts?: true
}>

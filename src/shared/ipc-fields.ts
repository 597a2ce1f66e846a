// What the arguments of the window's commands are made of, each with its check at run time. Knows no command.

import * as v from 'valibot'
import type { AttachmentId, DeviceId, NotificationId } from './model'
import { parseAddress } from './protocol/addresses'
import { isAttachmentId } from './protocol/attachments'
import { readInstant } from './protocol/instant'
import { ATTACH, FIELD, SEARCH } from './protocol/limits'

/** A notification. */
export const id = v.custom<NotificationId>(
  (value) => typeof value === 'string' && value.length === 26,
)
/** Notifications, at least one. */
export const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(1_000))
/** So many may be asked about at once how far they came. */
export const TICKS = 50
/** A device. */
export const device = v.custom<DeviceId>(
  (value) => typeof value === 'string' && value.length > 0 && value.length <= 64,
)
/** An attachment. */
export const attachment = v.custom<AttachmentId>(
  (value) => typeof value === 'string' && isAttachmentId(value),
)
/** No argument at all. */
export const nothing = v.optional(v.undefined())
/** A text of at most so many UTF-16 units. */
export const text = (most: number) => v.pipe(v.string(), v.maxLength(most))
/** So long a text may be copied at once, in UTF-16 units. */
export const COPIED = 4_000_000
/** So much of a file crosses at a time. */
export const PIECE_BYTES = 1_048_576
/** The next bytes of a file. */
export const piece = v.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length > 0 && value.length <= PIECE_BYTES,
)
/** Of all drafts together. */
export const DRAFT_FILES = 20 * ATTACH.of
/** Stands for a file while it is being attached. */
export const token = v.object({ token: text(64) })
/** Devices, topics or everybody; at least one. */
export const addresses = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.check((one) => parseAddress(one) !== null),
    ),
  ),
  v.minLength(1),
  v.maxLength(FIELD.targets),
)

/** What the person wrote: the fields of a notification that Compose has. */
const draft = v.object({
  to: addresses,
  title: v.optional(text(FIELD.title)),
  body: v.optional(text(FIELD.body)),
  format: v.picklist(['text', 'markdown']),
  priority: v.picklist([1, 2, 3, 4, 5]),
  at: v.optional(
    v.pipe(
      v.string(),
      v.check((one) => readInstant(one) !== null),
    ),
  ),
  attachments: v.optional(v.pipe(v.array(attachment), v.minLength(1), v.maxLength(ATTACH.of))),
})

/** What may be taken back for a while before it is carried out. */
export const later = v.variant('op', [
  v.object({ op: v.literal('erase'), ids }),
  v.object({ op: v.literal('dismiss'), ids }),
  v.object({ op: v.literal('publish'), draft }),
])
/** A moment that things came before. */
export const time = v.object({ before: v.pipe(v.string(), v.isoTimestamp()) })

/** What a page of the feed is to hold. */
export const feedQuery = v.object({
  place: v.picklist(['inbox', 'everything', 'sent']),
  before: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
  search: v.optional(v.pipe(v.string(), v.maxLength(SEARCH.characters))),
  where: v.optional(v.pipe(v.string(), v.maxLength(SEARCH.characters))),
  unreadOnly: v.optional(v.boolean()),
  device: v.optional(device),
})

// What may be said of an attachment and of an icon: the form of an ID, the name that a file is given. Knows no bytes.

import type { AttachmentId } from '../model'
import { ATTACH } from './limits'

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const ICON = /^[a-z0-9]+(-[a-z0-9]+)*$/
/** Control characters, and those that turn a line round or break it. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- they are what goes
  /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const HALF_AT_END = /[\ud800-\udbff]$/

/** Whether a text has the form of an attachment's ID. */
export function isAttachmentId(text: string): text is AttachmentId {
  return ULID.test(text)
}

/** Whether a text may be an icon: a name of the icon set, or an attachment. */
export function isIcon(text: string): boolean {
  return isAttachmentId(text) || (text.length <= ATTACH.iconName && ICON.test(text))
}

/**
 * A name as it is kept and shown: no path, nothing unseen, no dots or blanks at its ends, of bounded length with its
 * ending kept. Empty = nothing is left of it.
 */
export function plainName(text: string): string {
  const last = text.replace(/[/\\]+$/, '').replace(/^.*[/\\]/s, '')
  return shortened(last.replace(UNSEEN, '').replace(/^[\s.]+|[\s.]+$/g, ''))
}

function shortened(name: string): string {
  if (name.length <= ATTACH.name) return name
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? ''
  return name.slice(0, ATTACH.name - ending.length).replace(HALF_AT_END, '') + ending
}

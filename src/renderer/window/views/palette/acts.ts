// What can be done with some notifications, as the palette and the menu of a row offer it. Draws nothing.

import Check from '@lucide/svelte/icons/check'
import Copy from '@lucide/svelte/icons/copy'
import Forward from '@lucide/svelte/icons/forward'
import Layers from '@lucide/svelte/icons/layers'
import Mail from '@lucide/svelte/icons/mail'
import MailOpen from '@lucide/svelte/icons/mail-open'
import Reply from '@lucide/svelte/icons/reply'
import SquarePen from '@lucide/svelte/icons/square-pen'
import Trash from '@lucide/svelte/icons/trash-2'
import { m } from '../../../../shared/messages/messages.js'
import { markdownText } from '../../../../shared/markdown/plain'
import type { FeedItem } from '../../../../shared/views'
import type { Desk } from '../../desk.svelte'
import { capsOf, everywhere, named, type Entry, type Group } from './entry'

/** Its words, as they are read. */
function textOf({ title, body, format }: FeedItem): string {
  const text = format === 'markdown' ? markdownText(body ?? '') : body
  return [title, text].filter(Boolean).join('\n\n')
}

/** What may be done with all of these. */
export function actsOn(desk: Desk, items: readonly FeedItem[]): Entry[] {
  const { verbs } = desk
  const [first] = items
  if (first === undefined) return []
  const isUnread = items.some(({ isRead }) => !isRead)
  const isOne = items.length === 1
  const mayReply = isOne && first.actions?.some(({ reply }) => reply === true) === true
  const mayWrite = isOne && !mayReply && verbs.mayWriteTo(first)
  return [
    named('chosen', m.forward_title, {
      ...{ icon: Forward, pressed: 'f', more: [m.keys_forward] },
      act: () => verbs.forward(isOne ? first : undefined),
    }),
    ...(mayReply
      ? [
          named('chosen', m.keys_reply, {
            icon: Reply,
            pressed: 'r',
            act: () => verbs.reply(first),
          }),
        ]
      : []),
    ...(mayWrite
      ? [
          {
            ...writeTo(desk, 'chosen', first.from.id, desk.hub.nameOf(first.from.id)),
            ...{ id: 'chosen write', icon: Reply, keys: capsOf('r'), isFoundOnly: false },
          },
        ]
      : []),
    named('chosen', isUnread ? m.mark_read : m.mark_unread, {
      ...{ icon: isUnread ? MailOpen : Mail, pressed: 'u' },
      act: () => verbs.toggleRead(items),
    }),
    named('chosen', m.copy_text, {
      icon: Copy,
      act: () => void desk.copy(items.map(textOf).join('\n\n')),
    }),
    named('chosen', m.dismiss, {
      ...{ icon: Check, pressed: 'e' },
      act: () => void verbs.dismiss(items),
    }),
    named('chosen', m.erase, {
      ...{ icon: Trash, pressed: 'Delete' },
      act: () => void verbs.erase(items),
    }),
  ]
}

/** Leads to the list of who sent it, where that is another one. */
export function allFrom(desk: Desk, { from, lane }: FeedItem): Entry[] {
  const device = desk.hub.device(from.id)
  if (lane === 'guest' || device === undefined || desk.device === from.id) return []
  const label = m.row_all_from({ name: desk.hub.nameOf(from.id) })
  const act = (): void => desk.go({ at: 'device', device: from.id })
  return [{ id: 'all from', group: 'chosen', label, words: [], icon: Layers, keys: [], act }]
}

/** Begins a notification to somebody. */
export function writeTo(desk: Desk, group: Group, address: string, name: string): Entry {
  const act = (): void => desk.verbs.writeTo(address)
  const label = m.palette_write({ name })
  const words = [...everywhere(m.compose_title, m.compose_to), address]
  return {
    id: `write ${address}`,
    group,
    label,
    words,
    icon: SquarePen,
    keys: [],
    act,
    isFoundOnly: true,
  }
}

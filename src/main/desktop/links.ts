// The one way out to other programs: links of the allow-list, and none of a guest's (S-52).

import { shell } from 'electron'
import { wholeLink } from '../../shared/link-text'
import type { NotificationId } from '../../shared/model'
import { isSafeLink } from '../../shared/protocol/links'
import type { FeedItem } from '../../shared/views'
import type { Hub } from '../hub/hub'

/** Opens a link outside when it may be opened; answers whether it was. */
async function openOutside(link: string): Promise<boolean> {
  if (!isSafeLink(link)) return false
  await shell.openExternal(wholeLink(link))
  return true
}

/** Opens the link of a notification, or of one of its buttons. */
export async function openLinkOf(hub: Hub, id: NotificationId, action?: string): Promise<boolean> {
  const item = await trustedItem(hub, id)
  const link = action === undefined ? item?.click : urlOf(item, action)
  return link === undefined ? false : openOutside(link)
}

/** Opens a link that stands in a notification's body. */
export async function openBodyLinkOf(hub: Hub, id: NotificationId, url: string): Promise<boolean> {
  const item = await trustedItem(hub, id)
  return item?.body !== undefined && standsIn(item.body, url) ? openOutside(url) : false
}

/** As it is written, or as Markdown reads it: without a scheme, with escapes. Parsing would take too long here. */
function standsIn(body: string, url: string): boolean {
  const written = [url, url.replace(/^(?:http:\/\/|mailto:)/, '')]
  const read = body.replace(/&amp;/g, '&').replace(/\\([!-/:-@[-`{-~])/g, '$1')
  return written.some((text) => text !== '' && (body.includes(text) || read.includes(text)))
}

function urlOf(item: FeedItem | null, action: string): string | undefined {
  return item?.actions?.find(({ id }) => id === action)?.url
}

async function trustedItem(hub: Hub, id: NotificationId): Promise<FeedItem | null> {
  const item = (await hub.notification(id))?.item
  return !item || item.lane === 'guest' || item.lane === 'pending' ? null : item
}

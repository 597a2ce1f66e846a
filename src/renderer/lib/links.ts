// How a link is shown before it is opened: its true host, in the letters that go over the wire.

import { isSafeLink } from '../../shared/protocol/links'

/** What a link leads to, in few words: `nas.local`, `ana@example.org`; null when it must not be opened. */
export function linkTarget(link: string): string | null {
  if (!isSafeLink(link)) return null
  const url = new URL(link)
  if (url.host !== '') return url.host
  return link.slice(url.protocol.length).split('?', 1)[0] ?? null
}

/** The whole link without what says nothing, at most 60 characters. */
export function shortLink(link: string): string {
  const bare = new URL(link).href.replace(/^https?:\/\//, '').replace(/\/$/, '')
  return bare.length > 60 ? `${bare.slice(0, 59)}…` : bare
}

// How a link is shown before it is opened: its true host, whole, in the letters that go over the wire. Decides
// nothing about whether it may be.

import { isSafeLink } from './protocol/links'

/** What else than its host is shown of a link, UTF-16 units. */
const SHOWN = 60

/** What a link leads to, in few words: `nas.local`, `ana@example.org`; null when it must not be opened. */
export function linkTarget(link: string): string | null {
  if (!isSafeLink(link)) return null
  const { host, pathname } = new URL(link)
  return host === '' ? pathname : host
}

/** The whole link as it goes over the wire: no letter of it looks like another, or turns others round. */
export function wholeLink(link: string): string {
  return new URL(link).href
}

/** The link without what says nothing. Its end may be cut, its host never: there it would lie. */
export function shortLink(link: string): string {
  const { href, host, pathname } = new URL(link)
  const bare = href.replace(/^https?:\/\//, '').replace(/\/$/, '')
  const most = Math.max(SHOWN, host === '' ? pathname.length + 'mailto:'.length : host.length + 1)
  return bare.length > most ? `${bare.slice(0, most - 1)}…` : bare
}

/** Whether a link's visible text is already all that could be said of where it leads. */
export function saysWhere(says: string, link: string): boolean {
  const whole = wholeLink(link)
  return (
    [whole, whole.replace(/\/$/, ''), shortLink(link)].includes(says) || `mailto:${says}` === whole
  )
}

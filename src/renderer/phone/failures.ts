// Why something did not go, in words for a person. Knows no view and no hub.

import { m } from '../../shared/messages/messages.js'

const WORDS: Readonly<Record<string, (named: { hub: string }) => string>> = {
  not_trusted: m.phone_failed_rights,
  outbox_full: () => m.phone_failed_many(),
  store_full: () => m.phone_failed_full(),
  too_large: () => m.phone_failed_long(),
  unknown_id: () => m.phone_failed_gone(),
  unknown_recipient: () => m.phone_failed_nobody(),
}

/** By the code of an error. */
export function whyFailed(code: string, hub: string): string {
  return WORDS[code]?.({ hub }) ?? m.phone_failed()
}

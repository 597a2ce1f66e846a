// What a command that failed is called. Pure but for the words of the catalogue.

import { m } from '../../shared/messages/messages.js'

/** How a refusal reads, by its code. */
export function failureText(code: string, message: string): string {
  if (code === 'unknown_id') return m.error_unknown_id()
  if (code === 'storage_full') return m.error_storage_full()
  if (code === 'unknown_recipient') return m.error_unknown_recipient()
  if (code === 'queue_full') return m.error_queue_full()
  return message === '' ? m.error_plain() : m.error_with_reason({ reason: message })
}

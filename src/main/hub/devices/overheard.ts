// What the owner is told when a token came where others can hear it. Words only.

import { m } from '../../../shared/messages/messages'
import type { Draft } from '../../../shared/protocol/commands'
import { FIELD } from '../../../shared/protocol/limits'

/** From the hub to itself, as urgent as it is. */
export function overheardDraft(name: string): Draft {
  const title = m.overheard_title({ name }).slice(0, FIELD.title)
  return { to: ['hub'], content: { title, body: m.overheard_body(), format: 'text', priority: 4 } }
}

// The state of the hub's key, in words for its owner, wherever they read them.

import { m } from './messages/messages'
import type { HubIdentity } from './views'

/** Who guards it, or why there is none and what is to be done. */
export function identityText(identity: HubIdentity): string {
  if (identity.state === 'ready')
    return identity.isSealed ? m.identity_sealed() : m.identity_in_file()
  switch (identity.reason) {
    case 'locked':
      return m.identity_locked()
    case 'damaged':
      return m.identity_damaged()
    case 'unwritable':
      return m.identity_unwritable()
  }
}

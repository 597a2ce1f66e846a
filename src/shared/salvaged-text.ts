// How a damaged history was saved, in words for its owner, wherever they read them.

import { m } from './messages/messages'
import type { Salvaged } from './views'

/** What was saved, what was not, what is to be done, and where the damaged file is. */
export function salvagedText({ notifications, devices, areBlocksWhole, aside }: Salvaged): string {
  const { saved, lost } = notifications
  return [
    lost === 0 ? m.salvaged_all({ saved }) : m.salvaged_part({ saved, lost }),
    ...(areBlocksWhole && devices.lost > 0 ? [m.salvaged_devices({ count: devices.lost })] : []),
    ...(areBlocksWhole ? [] : [m.salvaged_blocks()]),
    m.salvaged_aside({ path: aside }),
  ].join(' ')
}

// What one start tells another, and what a link may ask of the app: to be shown, and which screen (S-78, S-79).
// Pure; everything else that was said is not looked at.

import { LINK_SCHEME, screenOf, type Screen } from '../../shared/screens'

const LINK_LENGTH = 200

/** What one start may ask of another. */
export type SecondStart = Readonly<{ ask: 'show'; link: string | null }>

/** What these arguments ask for. */
export function startOf(argv: readonly string[]): SecondStart {
  const link = argv.find((word) => word.toLowerCase().startsWith(`${LINK_SCHEME}:`))
  return { ask: 'show', link: link === undefined || link.length > LINK_LENGTH ? null : link }
}

/** What was asked; null when it is nothing that may be asked. A link that leads nowhere shows what is there. */
export function parseSecondStart(data: unknown): Readonly<{ screen: Screen | null }> | null {
  if (typeof data !== 'object' || data === null) return null
  const { ask, link } = data as Record<string, unknown>
  if (ask !== 'show') return null
  return { screen: typeof link === 'string' ? screenOf(link) : null }
}

// What a second start tells the first, by an allow-list (S-78). Pure.

/** What one start may ask of another. */
export type SecondStart = Readonly<{ ask: 'show' }>

export const SHOW: SecondStart = { ask: 'show' }

/** What was asked; null when it is nothing that may be asked. */
export function parseSecondStart(data: unknown): SecondStart | null {
  if (typeof data !== 'object' || data === null) return null
  return (data as Record<string, unknown>)['ask'] === 'show' ? SHOW : null
}

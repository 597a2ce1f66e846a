// Whether the text of a settings file can be trusted (S-84). Pure.

import { parseSettings } from '../../shared/settings'

/** Whether settings in this text are damaged: no JSON object, or an address that was lost. */
export function isDamagedText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return true
    // Every other default is the strict one; this one would listen on more than was chosen.
    return parseSettings(value).wrong.includes('host')
  } catch {
    return true
  }
}

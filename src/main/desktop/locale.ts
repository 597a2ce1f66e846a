// Which language is in force, for the texts of this process. Pure but for handing it to the messages.

import { overwriteGetLocale } from '../../shared/messages/runtime'
import type { Settings } from '../../shared/settings'

export type Locale = 'en' | 'zh-CN'

/** The setting, or for `system` the first language that both the person and Bellhop know. */
export function resolveLocale(setting: Settings['language'], preferred: readonly string[]): Locale {
  if (setting !== 'system') return setting
  for (const tag of preferred) {
    const language = tag.toLowerCase().split(/[-_]/)[0]
    if (language === 'zh') return 'zh-CN'
    if (language === 'en') return 'en'
  }
  return 'en'
}

/** What the engine is to speak where it says something by itself; null = as the system has it. */
export function engineLanguage(
  setting: Settings['language'],
  preferred: readonly string[],
): string | null {
  if (setting === 'system') return null
  const tongue = setting.split('-')[0]
  return preferred.find((tag) => tag.split(/[-_]/)[0] === tongue) ?? setting
}

/** From now on every message of this process asks `current`. */
export function useLocale(current: () => Locale): void {
  overwriteGetLocale(current)
}

// Which of our languages a person reads. Pure: the caller says what was chosen and what the system wishes.

import type { Settings } from './settings'

export type Locale = 'en' | 'zh-CN'

/** The chosen language; for `system` the first wish that we speak, else English. */
export function resolveLocale(language: Settings['language'], wishes: readonly string[]): Locale {
  if (language !== 'system') return language
  for (const wish of wishes) {
    if (/^zh\b|^zh_/i.test(wish)) return 'zh-CN'
    if (/^en\b|^en_/i.test(wish)) return 'en'
  }
  return 'en'
}

/** What a POSIX environment wishes: the first of LC_ALL, LC_MESSAGES and LANG that says anything. */
export function wishesOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const wish = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG']
  return wish ? [wish] : []
}

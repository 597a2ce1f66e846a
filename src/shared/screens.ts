// The screens that may be asked for from outside, and how a link asks for one. Each only shows what is there:
// none reads, answers, pairs or changes anything by being opened (S-79).

export const SETTINGS_PAGES = [
  'general',
  'notifications',
  'network',
  'trust',
  'log',
  'delivery',
  'storage',
  'about',
] as const
export type SettingsPage = (typeof SETTINGS_PAGES)[number]

export type Screen =
  | Readonly<{ at: 'inbox' | 'everything' | 'requests' }>
  | Readonly<{ at: 'settings'; page: SettingsPage }>

/** What our own tray may ask for besides: opening this begins something, so no link leads there. */
export type OwnScreen = Screen | Readonly<{ at: 'connect' }>

/** The scheme of our own links. */
export const LINK_SCHEME = 'bellhop'
const LINK = /^bellhop:(?:\/\/)?(inbox|everything|requests|settings)(?:\/([a-z]+))?\/?$/i

/** The screen that a link asks for; null when it asks for anything else, and be it a screen with more to it. */
export function screenOf(link: string): Screen | null {
  const [, place = '', part] = LINK.exec(link.toLowerCase()) ?? []
  if (place === 'settings') {
    const page = SETTINGS_PAGES.find((name) => name === (part ?? 'general'))
    return page === undefined ? null : { at: 'settings', page }
  }
  if (part !== undefined) return null
  return place === 'inbox' || place === 'everything' || place === 'requests' ? { at: place } : null
}

// Where in the window one can be. Data only.

import type { DeviceId } from '../../shared/model'

export const SETTINGS_PAGES = [
  'general',
  'notifications',
  'network',
  'trust',
  'delivery',
  'about',
] as const
export type SettingsPage = (typeof SETTINGS_PAGES)[number]

export type Route =
  | Readonly<{ at: 'inbox' | 'everything' | 'requests' | 'connect' }>
  | Readonly<{ at: 'device'; device: DeviceId }>
  | Readonly<{ at: 'settings'; page: SettingsPage }>

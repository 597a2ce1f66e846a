// Light, dark, or whatever the system says: one attribute on the root, which tokens.css reads.

import type { Settings } from '../../shared/settings'

/** Puts a theme in force. */
export function applyTheme(theme: Settings['theme'], root = document.documentElement): void {
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}

// The language in force, which every message of the catalogue follows at once.

import { overwriteGetLocale, type Locale } from '../../../shared/messages/runtime.js'

/** Holds the locale and tells the catalogue and the document of it. */
export class Language {
  #locale = $state<Locale>('en')

  constructor(locale: Locale = 'en') {
    overwriteGetLocale(() => this.#locale)
    this.use(locale)
  }

  get locale(): Locale {
    return this.#locale
  }

  /** Switches; whatever is on the screen changes with it. */
  use(locale: Locale): void {
    this.#locale = locale
    document.documentElement.lang = locale
  }
}

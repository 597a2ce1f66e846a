// What a notification may ask to stand in its sender's place: icons by name, whose set is loaded after the first look and
// stays, and small copies of pictures. Knows no address but the hub's own attachments.

import type { AttachmentId } from '../../shared/model'
import { attachmentUrl } from './attachments'
import type { ICONS } from './icon-set'
import { drawer, ICON, Thumbnails, type Draw } from './thumbnails.svelte'

type IconSet = typeof ICONS

/** Draws a picture as large as an icon. */
export const drawIcon: Draw = drawer(ICON)

/** Icons of one page. */
export class Icons {
  readonly #copies: Thumbnails
  readonly #urlOf: (id: AttachmentId) => string
  #set = $state.raw<IconSet | null>(null)

  /** `urlOf`: where a picture is; `draw`: how it is drawn from there. */
  constructor(urlOf: (id: AttachmentId) => string = attachmentUrl, draw: Draw = drawIcon) {
    this.#urlOf = urlOf
    this.#copies = new Thumbnails(draw)
  }

  async load(): Promise<void> {
    this.#set = (await import('./icon-set')).ICONS
  }

  /** The icon of a name such as `door-open`; null = there is none, or not yet. */
  named(name: string) {
    if (this.#set === null || !Object.hasOwn(this.#set, name)) return null
    return this.#set[name as keyof IconSet]
  }

  /** Address of the small copy of a picture; null = there is none, or not yet. */
  picture(id: AttachmentId): string | null {
    return this.#copies.of(this.#urlOf(id)) ?? null
  }

  /** Sees to it that there will be one. Answers how to say that nobody waits for it any more. */
  wantPicture(id: AttachmentId): () => void {
    const url = this.#urlOf(id)
    this.#copies.ask(url)
    return () => this.#copies.cancel(url)
  }
}

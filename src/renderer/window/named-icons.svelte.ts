// What a notification may ask to stand in its sender's place: icons by name, whose set is loaded after the first look and
// stays, and small copies of pictures. Knows no address but the hub's own attachments.

import type { AttachmentId } from '../../shared/model'
import { attachmentUrl } from '../lib/attachments'
import { drawer, ICON, Thumbnails } from '../lib/thumbnails.svelte'
import type { ICONS } from './icon-set'

type IconSet = typeof ICONS

/** Icons of one window. */
export class Icons {
  readonly #copies = new Thumbnails(drawer(ICON))
  #set = $state.raw<IconSet | null>(null)

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
    return this.#copies.of(attachmentUrl(id)) ?? null
  }

  /** Sees to it that there will be one. Answers how to say that nobody waits for it any more. */
  wantPicture(id: AttachmentId): () => void {
    const url = attachmentUrl(id)
    this.#copies.ask(url)
    return () => this.#copies.cancel(url)
  }
}

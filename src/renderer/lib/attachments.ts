// Where the window finds the bytes of an attachment, and which of them it may show as pictures.

import type { Attachment, AttachmentId } from '../../shared/model'

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

/** Whether an attachment is shown as a picture. SVG never is. */
export function isPicture({ mime }: Pick<Attachment, 'mime'>): boolean {
  return PICTURES.has(mime)
}

/** Absolute address of the bytes, on the origin that the window itself came from. */
export function attachmentUrl(id: AttachmentId): string {
  return new URL(`/attachments/${encodeURIComponent(id)}`, location.href).href
}

// What the page says of itself to the browser besides its text. Here and not in the page, for the build would take these
// for files of its own.

const LINKS = [
  { rel: 'icon', href: '/icons/icon.svg', type: 'image/svg+xml' },
  { rel: 'apple-touch-icon', href: '/icons/icon.png' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
]

/** Names icon and manifest. */
export function linkPage(document: Document): void {
  for (const fields of LINKS) {
    document.head.append(Object.assign(document.createElement('link'), fields))
  }
}

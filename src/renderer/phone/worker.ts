// The service worker: keeps the page, so that it opens while the hub is away. It never touches what devices say, only
// files that everybody may have. `FILES` and `VERSION` are written in by the build.

declare const FILES: readonly string[]
declare const VERSION: string

type Extendable = { waitUntil: (work: Promise<unknown>) => void }
type Fetching = Extendable & {
  request: Request
  respondWith: (answer: Promise<Response>) => void
}
type Clicked = Extendable & { notification: { close: () => void } }
/** As much of a service worker as is used: the page's types know none. */
type Scope = {
  location: { origin: string }
  clients: {
    claim: () => Promise<void>
    matchAll: (query: object) => Promise<readonly { focus: () => Promise<unknown> }[]>
    openWindow: (url: string) => Promise<unknown>
  }
  addEventListener: ((
    name: 'install' | 'activate',
    listener: (event: Extendable) => void,
  ) => void) &
    ((name: 'fetch', listener: (event: Fetching) => void) => void) &
    ((name: 'notificationclick', listener: (event: Clicked) => void) => void)
}

const scope = globalThis as unknown as Scope
const PAGE = '/'
const NAME = `bellhop ${VERSION}`

scope.addEventListener('install', (event) => {
  // A newer one waits until no page of the older is open: those still need files that it would take away.
  event.waitUntil(fill())
})

scope.addEventListener('activate', (event) => {
  event.waitUntil(clean().then(() => scope.clients.claim()))
})

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== scope.location.origin) return
  if (url.pathname === PAGE) event.respondWith(fetch(event.request).catch(() => kept(PAGE)))
  else if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname))
})

scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(show())
})

async function fill(): Promise<void> {
  const cache = await caches.open(NAME)
  await cache.addAll([PAGE, ...FILES])
}

async function clean(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)))
}

async function kept(path: string): Promise<Response> {
  return (await caches.match(path)) ?? fetch(path)
}

async function show(): Promise<void> {
  const [open] = await scope.clients.matchAll({ type: 'window' })
  await (open ? open.focus() : scope.clients.openWindow(PAGE))
}

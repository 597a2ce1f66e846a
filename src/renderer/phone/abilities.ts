// What this browser lets the page do beyond reading and writing, and why not. Asks the browser; changes nothing but when
// told to.

/** Why something is not to be had here. */
export type Why = 'insecure' | 'unknown' | 'untrusted' | 'denied' | 'ask' | null
export type Abilities = Readonly<{ notify: Why; offline: Why; install: Why }>

type Trusted = {
  createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string }
}

const WORKER = '/sw.js'

/** What there is before anything was tried. */
export function abilitiesOf(page: Window, offline: Why): Abilities {
  const secure: Why = page.isSecureContext ? null : 'insecure'
  return {
    notify: secure ?? notifyOf(page),
    offline: secure ?? offline,
    install: secure ?? offline,
  }
}

function notifyOf(page: Window): Why {
  if (!('Notification' in page)) return 'unknown'
  const { permission } = Notification
  if (permission === 'granted') return null
  return permission === 'denied' ? 'denied' : 'ask'
}

/** Starts the worker that keeps the page for when the hub is away; answers why it could not. */
export async function keepOffline(page: Window): Promise<Why> {
  if (!page.isSecureContext) return 'insecure'
  if (!('serviceWorker' in page.navigator)) return 'unknown'
  const types = (page as unknown as { trustedTypes?: Trusted }).trustedTypes
  const policy = types?.createPolicy('bellhop-worker', { createScriptURL: () => WORKER })
  try {
    await page.navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER)
    return null
  } catch {
    // A certificate that the person let pass is good enough for a page, and for no worker.
    return 'untrusted'
  }
}

/** Asks the person, by the browser's own words. */
export async function askForNotices(): Promise<void> {
  await Notification.requestPermission()
}

/** What is shown of a notification outside the page. */
export type Noticed = Readonly<{
  id: string
  title?: string
  body?: string
  from: Readonly<{ name: string }>
  priority: number
}>

/** Of a body, UTF-16 units. */
const SHOWN = 200
/** So many of those that come at once are shown one by one. */
const ALONE = 3
const ICON = '/icons/icon.png'

type Notice = Readonly<{ head: string; options: NotificationOptions }>

/** Shows notifications of the system, as far as they are to be had; many at once as one, in these words. */
export async function showNotices(
  came: readonly Noticed[],
  many: (count: number) => string,
): Promise<void> {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  const worker =
    'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined
  for (const { head, options } of noticesOf(came, many)) {
    if (worker) await worker.showNotification(head, options)
    else new Notification(head, options)
  }
}

/** The most urgent by themselves, and of the rest how many there are. */
export function noticesOf(
  came: readonly Noticed[],
  many: (count: number) => string,
): readonly Notice[] {
  const all = came.toSorted((one, other) => other.priority - one.priority)
  const shown = all.slice(0, ALONE).map(noticeOf)
  const rest = all.slice(ALONE)
  if (rest.length === 0) return shown
  const body = [...new Set(rest.map(({ from }) => from.name))].join(', ').slice(0, SHOWN)
  return [...shown, { head: many(rest.length), options: { body, tag: 'many', icon: ICON } }]
}

function noticeOf({ id, title, body, from }: Noticed): Notice {
  const text = title === undefined ? from.name : (body ?? '')
  const head = title ?? body?.slice(0, SHOWN) ?? from.name
  return { head, options: { body: text.slice(0, SHOWN), tag: id, icon: ICON } }
}

// What the page learns from its browser: that somebody looks at it, that another tab wrote or went, that the address
// changed. Of several tabs the one that a person looks at has the connection. Decides nothing else.

/** What is done about it. */
export type PageEvents = Readonly<{
  /** Somebody looks at this tab now. */
  onLookedAt: () => void
  /** Another tab has changed what is stored. */
  onStored: () => void
  /** The tab that had the connection was closed. */
  onFree: () => void
  /** The page may end now, without another word. */
  onLeft: () => void
  onBack: () => void
  onAddress: () => void
  /** Whether this tab has the connection. */
  isMine: () => boolean
}>

/** Of several tabs that could take over, one comes first, and the others see it. */
const TURN_MS = 500
const BOX = ' box'

/** Listens for as long as the page lives. */
export function listenToPage(page: Window, events: PageEvents): void {
  const look = (): void => {
    if (page.document.visibilityState === 'visible') events.onLookedAt()
  }
  page.document.addEventListener('visibilitychange', look)
  page.addEventListener('focus', look)
  page.addEventListener('storage', ({ key }) => {
    if (key === null || key.endsWith(BOX)) events.onStored()
  })
  page.addEventListener('popstate', () => events.onBack())
  page.addEventListener('hashchange', () => events.onAddress())
  const channel = new BroadcastChannel('bellhop')
  page.addEventListener('pagehide', () => {
    events.onLeft()
    if (events.isMine()) channel.postMessage('bye')
  })
  channel.onmessage = () => setTimeout(() => events.onFree(), Math.random() * TURN_MS)
}

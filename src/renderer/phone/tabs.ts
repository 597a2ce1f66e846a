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
/** How often it is asked whether somebody has the connection, and how long an answer may take. */
const ASK_MS = 5_000
const ANSWER_MS = 1_500
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
  talkToTabs(page, events)
}

/**
 * The one that has the connection says when it goes. That word may get lost, as in Firefox, or where a browser ends a tab
 * without asking it: so the others ask now and then whether it is there.
 */
function talkToTabs(page: Window, { isMine, onFree, onLeft }: PageEvents): void {
  const channel = new BroadcastChannel('bellhop')
  let isAnswered = false
  page.addEventListener('pagehide', () => {
    if (isMine()) channel.postMessage('bye')
    onLeft()
  })
  channel.onmessage = ({ data }) => {
    if (data === 'here') isAnswered = true
    else if (data === 'bye') setTimeout(onFree, Math.random() * TURN_MS)
    else if (isMine()) channel.postMessage('here')
  }
  setInterval(() => {
    if (isMine()) return
    isAnswered = false
    channel.postMessage('is somebody there')
    setTimeout(() => isAnswered || onFree(), ANSWER_MS + Math.random() * TURN_MS)
  }, ASK_MS)
}

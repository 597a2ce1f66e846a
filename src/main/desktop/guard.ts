// Shuts what Chromium would otherwise let a page do: navigate, open, ask for permissions, fetch from elsewhere.
// Applies to every page of this process, whoever made it.

import { app, type Session, type WebContents } from 'electron'
import type { Log } from './log'
import { isPageUrl } from './pages'

/** The one permission a page has: to put text on the clipboard when a key or a button was pressed. */
const ALLOWED = 'clipboard-sanitized-write'

/** Guards every page that comes to be. `devServer`: where pages come from while developing. */
export function guardPages(log: Log, devServer: string | null): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log, devServer))
}

/** Guards what pages of this session may ask for and fetch. */
export function guardSession(session: Session, log: Log, devServer: string | null): void {
  // Else Chromium loads dictionaries from its maker, whether or not a page uses them.
  session.setSpellCheckerLanguages([])
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permission === ALLOWED)
    if (permission !== ALLOWED) log.warn('a permission was refused', { permission })
  })
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED)
  session.setDevicePermissionHandler(() => false)
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !mayFetch(url, devServer)
    answer({ cancel })
    if (cancel) log.warn('a request was refused', { scheme: url.slice(0, url.indexOf(':')) })
  })
}

function guardContents(contents: WebContents, log: Log, devServer: string | null): void {
  const refuse = (details: { url: string; preventDefault: () => void }): void => {
    if (devServer !== null && isFrom(details.url, devServer)) return
    details.preventDefault()
    log.warn('a navigation was refused')
  }
  contents.on('will-navigate', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => {
    log.warn('a new window was refused')
    return { action: 'deny' }
  })
}

function mayFetch(url: string, devServer: string | null): boolean {
  if (isPageUrl(url) || url.startsWith('blob:app://bellhop/')) return true
  if (devServer === null) return false
  return isFrom(url, devServer) || url.startsWith('devtools:') || url.startsWith('data:')
}

/** Same host and port; http or the socket by which the dev server tells of changes. */
function isFrom(url: string, devServer: string): boolean {
  try {
    const { host, protocol } = new URL(url)
    return host === new URL(devServer).host && /^(?:http|ws)s?:$/.test(protocol)
  } catch {
    return false
  }
}

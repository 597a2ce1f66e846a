// The one window: how it is made, shown, hidden and remembered. Knows nothing of notifications.

import { BrowserWindow, nativeImage, nativeTheme, screen, type WebContents } from 'electron'
import type { EventName, WindowEvents } from '../../shared/ipc'
import { channelOf } from '../../shared/ipc'
import { fitBox, SMALLEST } from './bounds'
import { checksSpelling } from './edit-items'
import { offerEditing } from './edit-menu'
import { APP_ICON } from './icon-data'
import type { Log } from './log'
import type { WindowFile } from './window-file'

/** The feed's paper in both themes, as in the page's own tokens. */
const PAPER = { light: '#FAF8F4', dark: '#1E1C18' } as const

/** A page that dies more often than this in a row is left alone. */
const REVIVALS = 3

export type AppWindow = Readonly<{
  /** Brings it to the front, making it when there is none. */
  show: () => void
  isFocused: () => boolean
  page: () => WebContents | null
  send: <Name extends EventName>(name: Name, value: WindowEvents[Name]) => void
  /** Keeps where it is for the next start. */
  remember: () => void
  /** Takes on the theme in force. */
  repaint: () => void
}>

export type WindowOptions = Readonly<{
  url: string
  preload: string
  memory: WindowFile
  /** Whether closing it hides it, asked each time; says so to the person the first time. */
  staysOnClose: () => boolean
  onClosed: () => void
  log: Log
}>

/** The window; nothing is made before the first `show`. */
export function createAppWindow(options: WindowOptions): AppWindow {
  let window: BrowserWindow | null = null
  let isReady = false
  /** Asked for, and not closed since: what is loading shows itself only then. */
  let isWanted = false
  const open = (): BrowserWindow => {
    isReady = false
    const made = makeWindow(options)
    made.once('ready-to-show', () => {
      isReady = true
      if (isWanted) made.show()
    })
    made.on('close', () => (isWanted = false))
    made.once('closed', () => {
      window = null
      options.onClosed()
    })
    return made
  }
  return {
    show: () => {
      isWanted = true
      window ??= open()
      if (!isReady) return
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    isFocused: () => window?.isFocused() ?? false,
    page: () => window?.webContents ?? null,
    send: (name, value) => {
      if (window && !window.webContents.isDestroyed())
        window.webContents.send(channelOf(name), value)
    },
    remember: () => {
      if (window) options.memory.keep({ box: window.getNormalBounds() })
    },
    repaint: () => window?.setBackgroundColor(paper()),
  }
}

function makeWindow(options: WindowOptions): BrowserWindow {
  const { memory, url, preload } = options
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...fitBox(memory.read().box, screens),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Bellhop',
    icon: nativeImage.createFromDataURL(APP_ICON),
    backgroundColor: paper(),
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: checksSpelling(process.platform),
      navigateOnDragDrop: false,
    },
  })
  window.setMenuBarVisibility(false)
  window.on('page-title-updated', (event) => event.preventDefault())
  window.on('close', (event) => {
    memory.keep({ box: window.getNormalBounds() })
    if (!options.staysOnClose()) return
    event.preventDefault()
    window.hide()
  })
  revive(window, options.log)
  offerEditing(window)
  void window.loadURL(url).catch((error: unknown) => {
    options.log.error('the window could not be loaded', { error: String(error) })
  })
  return window
}

/** A page that died is loaded again: it holds nothing that the hub does not have. */
function revive(window: BrowserWindow, log: Log): void {
  let deaths = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error('the window died', { reason })
    if (reason === 'clean-exit' || deaths >= REVIVALS) return
    deaths += 1
    window.webContents.reload()
  })
}

function paper(): string {
  return nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light
}

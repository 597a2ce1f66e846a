// Puts the desktop together: window, tray, toasts and IPC over one hub. Decides nothing; each part does.

import { join } from 'node:path'
import { app, clipboard, nativeTheme, session } from 'electron'
import type { NotificationId } from '../../shared/model'
import type { OwnScreen } from '../../shared/screens'
import { endOfPause, pausedUntilMs, type Pause } from '../../shared/pause'
import { nextHushMs, quietUntilMs } from '../../shared/quiet'
import type { Settings } from '../../shared/settings'
import type { FeedItem, HubStatus } from '../../shared/views'
import type { Hub } from '../hub/hub'
import { Attaching } from './attaching'
import { setAutostart } from './autostart'
import { guardPages, guardSession } from './guard'
import { createExports } from './export'
import { askForFiles } from './file-dialog'
import { createHandlers } from './handlers'
import { withDamage } from './hub-status'
import { answerWindow } from './ipc'
import { resolveLocale, useLocale, type Locale } from './locale'
import { createLater } from './later'
import type { Log } from './log'
import { setMenu } from './menu'
import { isPageUrl, PAGE_URL } from './pages'
import { servePages } from './page-protocol'
import type { Preferences } from './preferences'
import { createToasts, type Toasts } from './toasts'
import { createAppTray, type AppTray } from './tray'
import { addressOf, latestTrusted, trayModel, TITLES } from './tray-menu'
import { createAppWindow, type AppWindow } from './window'
import { feedWindow, type WindowFeed } from './window-events'
import { openWindowFile, type WindowFile } from './window-file'

/** The clock may be set, and the computer may sleep: looked at anew after this at the latest. */
const LONGEST_WAIT_MS = 60_000

export type DesktopOptions = Readonly<{
  hub: Hub
  preferences: Preferences
  /** Where the settings are; the window's memory stands beside them. */
  dataDir: string
  /** The built code: its folders `preload` and `renderer` are used. */
  outDir: string
  /** Where pages come from while developing; null = from the packaged files. */
  devServer: string | null
  log: Log
}>

/** The desktop over this hub. The app is ready; the hub need not have started. */
export async function createDesktop(options: DesktopOptions): Promise<Desktop> {
  const { hub, log, devServer, outDir } = options
  guardPages(log, devServer)
  guardSession(session.defaultSession, log, devServer)
  await servePages(session.defaultSession, join(outDir, 'renderer'), hub, log)
  return new Desktop(options)
}

export class Desktop {
  readonly #memory: WindowFile
  readonly #window: AppWindow
  readonly #tray: AppTray
  readonly #toasts: Toasts
  readonly #feed: WindowFeed
  readonly #attaching: Attaching
  readonly #later = createLater((ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  })
  /** The last few of trusted senders, for the tray. */
  #latest: readonly FeedItem[] = []
  /** What the window is to show once it asks. */
  #wanted: NotificationId | null = null
  #wantedScreen: OwnScreen | null = null
  /** The window has asked for events. */
  #isHeard = false
  #isLeaving = false
  #hushEnds: NodeJS.Timeout | undefined

  constructor(private readonly options: DesktopOptions) {
    const { hub, preferences, log } = options
    useLocale(() => this.#locale())
    this.#memory = openWindowFile(options.dataDir)
    this.#window = this.#makeWindow()
    this.#tray = this.#makeTray()
    this.#toasts = createToasts({
      settings: preferences.read,
      isFocused: this.#window.isFocused,
      open: (id) => this.show(id),
      log,
    })
    this.#feed = feedWindow(hub, this.#window.send)
    this.#attaching = new Attaching({
      hub,
      ask: askForFiles,
      tell: (progress) => this.#window.send('attaching', progress),
    })
    this.#answerWindow()
    this.#apply(preferences.read(), null)
    this.#listen()
  }

  /** Brings up the window, and in it a notification. */
  show(id: NotificationId | null = null): void {
    if (id !== null && this.#isHeard) this.#window.send('show', id)
    else this.#wanted = id ?? this.#wanted
    this.#window.show()
  }

  /** Brings up the window, and in it a screen: all that a link from outside can ask, and the tray. */
  go(screen: OwnScreen | null): void {
    if (screen !== null && this.#isHeard) this.#window.send('go', screen)
    else this.#wantedScreen = screen ?? this.#wantedScreen
    this.#window.show()
  }

  /** Asks the hub for what stood there before this start. */
  async recall(): Promise<void> {
    const { hub, log } = this.options
    try {
      const { items } = await hub.feed({ place: 'inbox', limit: TITLES * 4 })
      this.#latest = latestTrusted([...this.#latest, ...items])
      this.#tray.refresh()
    } catch (error) {
      log.warn('the tray has no titles', { error: String(error) })
    }
  }

  /** Carries out what might still have been taken back. */
  settle(): Promise<void> {
    return this.#later.flush()
  }

  /** From now on a closed window stays closed, and nothing is shown any more. */
  leave(): void {
    this.#isLeaving = true
    this.#window.remember()
    this.#toasts.stop()
    this.#feed.stop()
    this.#tray.stop()
  }

  #makeWindow(): AppWindow {
    const { outDir, devServer, log } = this.options
    return createAppWindow({
      url: devServer === null ? PAGE_URL : `${devServer}/window/index.html`,
      preload: join(outDir, 'preload', 'index.cjs'),
      memory: this.#memory,
      staysOnClose: () => this.#staysOnClose(),
      onClosed: () => {
        this.#isHeard = false
        this.#attaching.stop()
        this.options.hub.stopPairing()
        if (!this.#isLeaving && process.platform !== 'darwin') app.quit()
      },
      log,
    })
  }

  #makeTray(): AppTray {
    const { hub, preferences, log } = this.options
    const model = () =>
      trayModel({
        status: this.#status(),
        unread: hub.counts().unread,
        latest: this.#latest,
        showsText: preferences.read().toastText,
        isPaused: pausedUntilMs(preferences.read().pausedUntil, Date.now()) !== null,
        quietUntil: this.#quietUntil(),
      })
    const actions = {
      open: () => this.show(),
      show: (id: NotificationId) => this.show(id),
      connect: () => this.go({ at: 'connect' }),
      copyAddress: () => void clipboard.writeText(addressOf(this.#status()) ?? ''),
      pause: (pause: Pause | null) => {
        const pausedUntil = pause === null ? null : endOfPause(pause, Date.now())
        preferences.write({ pausedUntil }).catch((error: unknown) => {
          log.error('the pause could not be kept', { error: String(error) })
        })
      },
      quit: () => app.quit(),
    }
    return createAppTray(model, actions, log)
  }

  #answerWindow(): void {
    const { hub, preferences, devServer, log } = this.options
    answerWindow({
      handlers: createHandlers({
        hub,
        preferences,
        locale: () => this.#locale(),
        status: () => this.#status(),
        subscribe: () => {
          this.#isHeard = true
          this.#feed.open()
        },
        attaching: this.#attaching,
        exports: createExports(hub, (progress) => this.#window.send('exporting', progress)),
        logFile: join(this.options.dataDir, 'logs', 'bellhop.log'),
        takeShown: () => this.#takeWanted(),
        takeScreen: () => this.#takeScreen(),
        later: this.#later,
        carriedOut: (ended) => this.#window.send('carriedOut', ended),
      }),
      page: this.#window.page,
      isOwnUrl: (url) => isPageUrl(url) || (devServer !== null && url.startsWith(`${devServer}/`)),
      log,
    })
  }

  #listen(): void {
    const { hub, preferences } = this.options
    preferences.onChange((now, before) => {
      this.#apply(now, before)
      this.#window.send('settings', { settings: now, locale: this.#locale() })
      this.#window.send('status', this.#status())
    })
    nativeTheme.on('updated', this.#window.repaint)
    hub.on('status', () => {
      this.#window.send('status', this.#status())
      this.#tray.refresh()
    })
    hub.on('pairing', (pairing) => this.#window.send('pairing', pairing))
    hub.on('counts', this.#tray.refresh)
    hub.on('requests', this.#toasts.requests)
    hub.on('rings', (item) => this.#toasts.arrived([item]))
    hub.on('removed', (ids) => {
      this.#latest = this.#latest.filter(({ id }) => !ids.includes(id))
      this.#tray.refresh()
    })
    hub.on('arrived', (items) => {
      this.#toasts.arrived(items)
      this.#latest = latestTrusted([...this.#latest, ...items])
      this.#tray.refresh()
    })
  }

  #apply(now: Settings, before: Settings | null): void {
    const { log } = this.options
    nativeTheme.themeSource = now.theme
    this.#watchHush(now)
    if (now.language !== before?.language) setMenu(app.isPackaged)
    if (before && now.startAtLogin !== before.startAtLogin) keepAutostart(now.startAtLogin, log)
    this.#tray.refresh()
  }

  /** The tray says so when a pause ends by itself, and when quiet hours begin and end. */
  #watchHush(settings: Settings): void {
    clearTimeout(this.#hushEnds)
    const leftMs = nextHushMs(settings, Date.now()) - Date.now()
    if (leftMs === Infinity) return
    this.#hushEnds = setTimeout(
      () => {
        this.#watchHush(settings)
        this.#tray.refresh()
      },
      Math.min(leftMs, LONGEST_WAIT_MS) + 50,
    )
    this.#hushEnds.unref()
  }

  #quietUntil(): string | null {
    const ms = quietUntilMs(this.options.preferences.read(), Date.now())
    if (ms === null) return null
    const form = { hour: 'numeric', minute: '2-digit' } as const
    return new Intl.DateTimeFormat(this.#locale(), form).format(ms)
  }

  #staysOnClose(): boolean {
    const { preferences } = this.options
    if (this.#isLeaving || !preferences.read().closeToTray || !this.#tray.isThere()) return false
    if (!this.#memory.read().knowsTray) this.#toasts.sayStaysInTray()
    this.#memory.keep({ knowsTray: true })
    // Nobody sees the code any more.
    this.options.hub.stopPairing()
    return true
  }

  #takeWanted(): NotificationId | null {
    const id = this.#wanted
    this.#wanted = null
    return id
  }

  #takeScreen(): OwnScreen | null {
    const screen = this.#wantedScreen
    this.#wantedScreen = null
    return screen
  }

  #status(): HubStatus {
    const { hub, preferences } = this.options
    return withDamage(hub.status(), preferences.isDamaged())
  }

  #locale(): Locale {
    const { language } = this.options.preferences.read()
    return resolveLocale(language, app.getPreferredSystemLanguages())
  }
}

function keepAutostart(isOn: boolean, log: Log): void {
  setAutostart(app, isOn).catch((error: unknown) => {
    log.error('starting at login could not be set', { error: String(error) })
  })
}

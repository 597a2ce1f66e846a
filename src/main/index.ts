// The door of the desktop app: what must happen before anything else, the hub, and the desktop over it; or the
// command line, when that was asked for. Wiring only. On stdout stands one line of JSON when the hub listens, and
// nothing else.

import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { app, safeStorage } from 'electron'
import { LINK_SCHEME, screenOf } from '../shared/screens'
import { HIDDEN_SWITCH } from './desktop/autostart'
import { createDesktop, type Desktop } from './desktop/desktop'
import { readEnvironment } from './desktop/environment'
import { isCommandLine, switchesAmong } from './desktop/handover'
import { keyVault } from './desktop/key-vault'
import { engineLanguage } from './desktop/locale'
import { openLog, type Log } from './desktop/log'
import { registerPageScheme } from './desktop/page-protocol'
import { createPreferences, type Preferences } from './desktop/preferences'
import { parseSecondStart, startOf } from './desktop/second-instance'
import { openSettings } from './desktop/settings-store'
import { refusedSwitch } from './desktop/switches'
import { createHub, type Hub } from './hub/hub'

declare global {
  interface ImportMeta {
    /** What the build was made for; written in when it is built. */
    readonly env: Readonly<{ MODE: string }>
  }
}

/** Exit codes: a switch that is refused, and a data folder that another hub has. */
const EXIT = { refused: 64, folderInUse: 2 } as const
/** The hub's own limit is 3 s; the app is gone by then. */
const FAREWELL_MS = 2_800

// The shipped app has no debugger; the twin that tests drive is built with this mode.
const isTwin = import.meta.env.MODE === 'twin'
const words = app.isPackaged ? process.argv.slice(1) : []
const isCommand = isCommandLine(words)
const refused = isTwin ? null : refusedSwitch(isCommand ? switchesAmong(words) : words)

if (refused !== null) {
  process.stderr.write(`Bellhop does not start with ${refused}.\n`)
  app.exit(EXIT.refused)
} else if (isCommand) {
  // Electron goes on to a display, which there need not be, only when this file has been read to its end.
  const { runHere } = await import('./cli/door')
  app.exit(await runHere(words))
} else {
  prepare()
}

function prepare(): void {
  process.umask(0o077)
  // Only root, while developing, runs without it; the shipped app refused that switch above.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app.setAppUserModelId('app.bellhop.hub')
  const environment = readEnvironment(process.env, process.cwd())
  const dataDir = environment.dataDir ?? app.getPath('userData')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  app.setPath('userData', dataDir)
  app.setPath('sessionData', join(dataDir, 'session'))
  if (!app.requestSingleInstanceLock(startOf(process.argv))) {
    app.exit(0)
    return
  }
  registerPageScheme()
  const log = openLog(join(dataDir, 'logs'), environment.logLevel)
  for (const name of environment.wrong) log.warn('a variable of the environment is wrong', { name })
  const preferences = createPreferences({
    store: openSettings(dataDir),
    environment,
    machineName: hostname(),
    hub: () => hub,
    nowMs: () => Date.now(),
  })
  // Read once, before the engine starts: what it says by itself follows another choice at the next start.
  const language = engineLanguage(preferences.read().language, app.getPreferredSystemLanguages())
  if (language !== null) app.commandLine.appendSwitch('lang', language)
  const hub = createHub({
    dataDir,
    version: app.getVersion(),
    config: preferences.config(),
    log,
    settings: { read: preferences.read, write: preferences.write },
    vault: () => keyVault(safeStorage),
    hasWindow: true,
  })
  app
    .whenReady()
    .then(() => start({ hub, preferences, dataDir, log }))
    .catch((error: unknown) => {
      log.error('the app could not start', { error: String(error) })
      app.exit(1)
    })
}

type Parts = Readonly<{ hub: Hub; preferences: Preferences; dataDir: string; log: Log }>

async function start({ hub, preferences, dataDir, log }: Parts): Promise<void> {
  const devServer = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null)
  const outDir = join(import.meta.dirname, '..')
  const desktop = await createDesktop({ hub, preferences, dataDir, outDir, devServer, log })
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const asked = parseSecondStart(data)
    if (asked) desktop.go(asked.screen)
  })
  takeLinks(desktop)
  app.on('activate', () => desktop.show())
  // A closed window does not end the app by itself: the desktop decides.
  app.on('window-all-closed', () => undefined)
  endWell(hub, desktop)
  tellWhenListening(hub)
  if (!preferences.isDamaged()) await hub.start()
  if (hub.status().failure?.code === 'folder_in_use') {
    giveWay(dataDir)
    return
  }
  if (!process.argv.includes(HIDDEN_SWITCH))
    desktop.go(parseSecondStart(startOf(process.argv))?.screen ?? null)
  await desktop.recall()
}

/** Our own links open a screen and no more. On Linux the package's desktop entry names the scheme. */
function takeLinks(desktop: Desktop): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
  app.on('open-url', (event, link) => {
    event.preventDefault()
    desktop.go(screenOf(link))
  })
}

/** Scripts wait for this line. */
function tellWhenListening(hub: Hub): void {
  let told = ''
  hub.on('status', ({ state, port, addresses }) => {
    const url = addresses.find(({ kind }) => kind === 'loopback')?.url ?? addresses[0]?.url
    const line = JSON.stringify({
      event: 'listening',
      port,
      url: url ?? `http://localhost:${port}/`,
    })
    if (state !== 'listening' || line === told) return
    told = line
    process.stdout.write(`${line}\n`)
  })
}

/** The hub ends before the app does, but never holds it longer than a person waits. */
function endWell(hub: Hub, desktop: Desktop): void {
  let isEnding = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (isEnding) return
    isEnding = true
    desktop.leave()
    const exit = (): void => app.exit(0)
    setTimeout(exit, FAREWELL_MS)
    const stop = () => hub.stop()
    desktop.settle().then(stop, stop).then(exit, exit)
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => app.quit())
}

function giveWay(dataDir: string): void {
  process.stderr.write(`Another Bellhop hub is running on ${dataDir}. Stop it first.\n`)
  app.exit(EXIT.folderInUse)
}

// The icon in the tray: shows the model of tray-menu.ts and brings clicks back. Rebuilt on a change alone.

import {
  Menu,
  nativeImage,
  Tray,
  type MenuItemConstructorOptions,
  type NativeImage,
} from 'electron'
import type { NotificationId } from '../../shared/model'
import type { Pause } from '../../shared/pause'
import { atMost } from './at-most'
import { TRAY_ICONS } from './icon-data'
import type { Log } from './log'
import type { TrayEntry, TrayModel, TrayState } from './tray-menu'

const EVERY_MS = 500

export type TrayActions = Readonly<{
  open: () => void
  show: (id: NotificationId) => void
  copyAddress: () => void
  connect: () => void
  /** null = toasts ring again. */
  pause: (pause: Pause | null) => void
  quit: () => void
}>

export type AppTray = Readonly<{
  /** Something may have changed. */
  refresh: () => void
  /** Whether there is a tray to come back from. */
  isThere: () => boolean
  stop: () => void
}>

/** A tray that shows what `model` says, at most twice a second. */
export function createAppTray(model: () => TrayModel, actions: TrayActions, log: Log): AppTray {
  const tray = makeTray(actions, log)
  let shown = ''
  const refresh = atMost(EVERY_MS, () => {
    const next = model()
    const text = JSON.stringify(next)
    if (!tray || text === shown) return
    shown = text
    tray.setImage(trayImage(next.state))
    tray.setToolTip(next.tooltip)
    tray.setContextMenu(
      Menu.buildFromTemplate(next.entries.map((entry) => menuItem(entry, actions))),
    )
  })
  return {
    refresh: refresh.ask,
    isThere: () => tray !== null,
    stop: () => {
      refresh.stop()
      tray?.destroy()
    },
  }
}

function makeTray(actions: TrayActions, log: Log): Tray | null {
  try {
    const tray = new Tray(trayImage('normal'))
    tray.on('click', actions.open)
    return tray
  } catch (error) {
    log.warn('there is no tray', { error: String(error) })
    return null
  }
}

function menuItem(entry: TrayEntry, actions: TrayActions): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'line':
      return { type: 'separator' }
    case 'said':
      return { label: entry.label, enabled: false }
    case 'show':
      return { label: entry.label, click: () => actions.show(entry.id) }
    case 'open':
      return { label: entry.label, click: actions.open }
    case 'copy':
      return { label: entry.label, click: actions.copyAddress }
    case 'connect':
      return { label: entry.label, click: actions.connect }
    case 'pause':
      return {
        label: entry.label,
        submenu: entry.choices.map(({ pause, label }) => ({
          label,
          click: () => actions.pause(pause),
        })),
      }
    case 'resume':
      return { label: entry.label, click: () => actions.pause(null) }
    case 'quit':
      return { label: entry.label, click: actions.quit }
  }
}

/** macOS colours a template itself; elsewhere brass stands out on light and on dark. */
function trayImage(state: TrayState): NativeImage {
  const isMac = process.platform === 'darwin'
  const drawn = TRAY_ICONS[isMac ? 'template' : 'brass'][state]
  const image = nativeImage.createFromDataURL(drawn.once)
  image.addRepresentation({ scaleFactor: 2, dataURL: drawn.twice })
  if (isMac) image.setTemplateImage(true)
  return image
}

// The application's menu: on macOS the usual one, elsewhere unseen, for its keys alone (zoom, close, quit).

import { Menu, type MenuItemConstructorOptions } from 'electron'
import { m } from '../../shared/messages/messages'

type Item = MenuItemConstructorOptions

/** Sets the menu in the language in force. */
export function setMenu(isPackaged: boolean): void {
  const isMac = process.platform === 'darwin'
  const tools: Item[] = isPackaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [appMenu()] : []),
      { label: m.main_menu_file(), submenu: fileItems(isMac) },
      { label: m.main_menu_edit(), submenu: editItems() },
      { label: m.main_menu_view(), submenu: [...viewItems(), ...tools] },
      ...(isMac ? [windowMenu()] : []),
    ]),
  )
}

function appMenu(): Item {
  return {
    label: m.app_name(),
    submenu: [
      { role: 'about', label: m.main_menu_about() },
      { type: 'separator' },
      { role: 'hide', label: m.main_menu_hide() },
      { type: 'separator' },
      { role: 'quit', label: m.main_menu_quit() },
    ],
  }
}

function fileItems(isMac: boolean): Item[] {
  const close: Item = { role: 'close', label: m.main_menu_close(), accelerator: 'CmdOrCtrl+W' }
  const quit: Item = { role: 'quit', label: m.main_menu_quit(), accelerator: 'CmdOrCtrl+Q' }
  return isMac ? [close] : [close, quit]
}

function editItems(): Item[] {
  return [
    { role: 'undo', label: m.main_menu_undo() },
    { role: 'redo', label: m.main_menu_redo() },
    { type: 'separator' },
    { role: 'cut', label: m.main_menu_cut() },
    { role: 'copy', label: m.main_menu_copy() },
    { role: 'paste', label: m.main_menu_paste() },
    { role: 'selectAll', label: m.main_menu_select_all() },
  ]
}

function viewItems(): Item[] {
  return [
    { role: 'resetZoom', label: m.main_menu_actual_size() },
    { role: 'zoomIn', label: m.main_menu_larger() },
    // The key without Shift, which the role does not know.
    { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
    { role: 'zoomOut', label: m.main_menu_smaller() },
    { type: 'separator' },
    { role: 'togglefullscreen', label: m.main_menu_full_screen() },
  ]
}

function windowMenu(): Item {
  return {
    label: m.main_menu_window(),
    submenu: [{ role: 'minimize', label: m.main_menu_minimize() }],
  }
}

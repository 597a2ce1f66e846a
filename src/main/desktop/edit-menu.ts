// The system's own menu over text, wherever the page has none of its own. Knows no page, and not what it offers.

import { Menu, type BrowserWindow } from 'electron'
import { editItems } from './edit-items'

/** Offers it in this window. */
export function offerEditing(window: BrowserWindow): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, where) => {
    const items = editItems(where, (word) => webContents.replaceMisspelling(word))
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}

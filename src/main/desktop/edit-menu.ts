// The system's own menu over text: what can be cut, copied and pasted where the pointer is. Knows no page.

import {
  Menu,
  type BrowserWindow,
  type ContextMenuParams,
  type MenuItemConstructorOptions,
} from 'electron'
import { m } from '../../shared/messages/messages'

type Where = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>

/** In a field all that the text allows; over text that is marked, to copy it; else nothing. */
export function editItems(where: Where): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags } = where
  const copy = { role: 'copy', label: m.main_menu_copy(), enabled: editFlags.canCopy } as const
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy]
  return [
    { role: 'undo', label: m.main_menu_undo(), enabled: editFlags.canUndo },
    { role: 'redo', label: m.main_menu_redo(), enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', label: m.main_menu_cut(), enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: m.main_menu_paste(), enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: m.main_menu_select_all(), enabled: editFlags.canSelectAll },
  ]
}

/** Offers it in this window wherever the page offers nothing of its own. */
export function offerEditing(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, where) => {
    const items = editItems(where)
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}

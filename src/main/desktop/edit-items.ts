// What the system's menu over text offers: to cut, copy and paste, and what a misspelled word may have been. Pure.

import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import { m } from '../../shared/messages/messages'

/** What the menu is about, of what Electron says. */
export type Where = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'editFlags' | 'misspelledWord' | 'dictionarySuggestions'
>

type Item = MenuItemConstructorOptions

/** So many words are suggested. */
const SUGGESTED = 5

/** Only where the system does it itself: for other systems Chromium would load dictionaries from its maker. */
export function checksSpelling(platform: NodeJS.Platform): boolean {
  return platform === 'darwin'
}

function spellingItems(where: Where, replace: (word: string) => void): Item[] {
  const { misspelledWord, dictionarySuggestions } = where
  if (misspelledWord === '') return []
  const words = dictionarySuggestions.slice(0, SUGGESTED)
  const items: Item[] = words.map((label) => ({ label, click: () => replace(label) }))
  const none: Item = { label: m.main_menu_no_suggestions(), enabled: false }
  return [...(items.length > 0 ? items : [none]), { type: 'separator' }]
}

/**
 * In a field all that the text allows, with `replace` for a word that is misspelled; over text that is marked, to
 * copy it; else nothing.
 */
export function editItems(where: Where, replace: (word: string) => void): Item[] {
  const { isEditable, selectionText, editFlags } = where
  const copy = { role: 'copy', label: m.main_menu_copy(), enabled: editFlags.canCopy } as const
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy]
  return [
    ...spellingItems(where, replace),
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

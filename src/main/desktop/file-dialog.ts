// Asks the person for files with the system's own window. Only main ever sees the answer.

import { BrowserWindow, dialog } from 'electron'
import { m } from '../../shared/messages/messages'

/** Absolute paths; none: the person thought better of it. */
export async function askForFiles(): Promise<readonly string[]> {
  const [window] = BrowserWindow.getAllWindows()
  const options = {
    title: m.main_attach_title(),
    properties: ['openFile', 'multiSelections'] as ('openFile' | 'multiSelections')[],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? [] : filePaths
}

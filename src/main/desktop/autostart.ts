// Starting at login: an XDG autostart entry on Linux, the system's own list elsewhere.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { App } from 'electron'

/** Shown nowhere at start but in the tray. */
export const HIDDEN_SWITCH = '--hidden'

/** The autostart entry's text for this command. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Bellhop',
    `Exec=${[...command, HIDDEN_SWITCH].map(quoteWord).join(' ')}`,
    'Icon=bellhop',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Where the entry belongs; null without a home. */
export function autostartPath(env: NodeJS.ProcessEnv): string | null {
  const base = env['XDG_CONFIG_HOME'] ?? (env['HOME'] && join(env['HOME'], '.config'))
  return base ? join(base, 'autostart', 'app.bellhop.hub.desktop') : null
}

/** Switches starting at login on or off. */
export async function setAutostart(
  app: Pick<App, 'isPackaged' | 'getAppPath' | 'setLoginItemSettings'>,
  isOn: boolean,
): Promise<void> {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isOn, args: [HIDDEN_SWITCH] })
    return
  }
  const path = autostartPath(process.env)
  if (path === null) return
  if (!isOn) return rm(path, { force: true })
  const program = process.env['APPIMAGE'] ?? process.execPath
  const command = app.isPackaged ? [program] : [program, app.getAppPath()]
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, autostartEntry(command), { mode: 0o600 })
}

/** A word of an Exec line, by the rules of the Desktop Entry Specification, "The Exec key". */
function quoteWord(word: string): string {
  const doubled = word.replace(/%/g, '%%')
  if (!/[\s"'\\><~|&;$*?#()`]/.test(doubled)) return doubled
  // The string is unescaped once as a value and once as an Exec word: a backslash needs four.
  return `"${doubled.replace(/\\/g, '\\\\\\\\').replace(/(["`$])/g, '\\\\$1')}"`
}

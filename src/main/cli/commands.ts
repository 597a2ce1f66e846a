// All commands by name, in the order in which `--help` shows them.

import { allowCommand } from './allow'
import { auditCommand } from './audit'
import type { Command } from './call'
import { backupCommand } from './backup'
import { completionCommand } from './completion'
import { devicesCommand, requestsCommand } from './devices'
import { doctorCommand } from './doctor'
import { eraseCommand } from './erase'
import { exportCommand } from './export'
import { saveCommand } from './files'
import { listCommand, searchCommand } from './history'
import { listenCommand } from './listen'
import { pairCommand } from './pair'
import { forwardCommand } from './publish'
import { actCommand, cancelCommand, dismissCommand, readCommand } from './reactions'
import { sendCommand } from './send'
import { settingsCommand } from './settings'
import { statusCommand } from './status'

/** What follows `bellhop`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  send: sendCommand,
  list: listCommand,
  search: searchCommand,
  export: exportCommand,
  save: saveCommand,
  read: readCommand,
  dismiss: dismissCommand,
  act: actCommand,
  cancel: cancelCommand,
  erase: eraseCommand,
  forward: forwardCommand,
  listen: listenCommand,
  pair: pairCommand,
  devices: devicesCommand,
  requests: requestsCommand,
  allow: allowCommand,
  audit: auditCommand,
  settings: settingsCommand,
  backup: backupCommand,
  status: statusCommand,
  doctor: doctorCommand,
  completion: completionCommand(() => COMMANDS),
}

// All commands by name, in the order in which `--help` shows them.

import type { Command } from './call'
import { devicesCommand, requestsCommand } from './devices'
import { listCommand, readCommand } from './history'
import { listenCommand } from './listen'
import { forwardCommand, sendCommand } from './publish'
import { settingsCommand } from './settings'
import { statusCommand } from './status'

/** What follows `bellhop`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  send: sendCommand,
  list: listCommand,
  read: readCommand,
  forward: forwardCommand,
  listen: listenCommand,
  devices: devicesCommand,
  requests: requestsCommand,
  settings: settingsCommand,
  status: statusCommand,
}

// What the notification server of a Linux desktop makes of a body: markup, or text as it is (S-58). Asked of the
// server itself, by the message bus's own program; knows no toast.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Log } from './log'

const PROGRAM = '/usr/bin/dbus-send'
const QUESTION = [
  '--session',
  '--print-reply',
  '--reply-timeout=2000',
  '--dest=org.freedesktop.Notifications',
  '/org/freedesktop/Notifications',
  'org.freedesktop.Notifications.GetCapabilities',
]
/** Another server may have taken its place since. */
const STALE_MS = 60_000

export type ToastServer = Readonly<{
  /** Whether a body is markup there, by its last answer. Asks anew when that is old. */
  takesMarkup: () => boolean
}>

/** Answers what the server's program printed. */
export type AskServer = () => Promise<string>

/** The server of this desktop; elsewhere than on Linux no body is markup. */
export function createToastServer(
  platform: NodeJS.Platform,
  nowMs: () => number,
  log: Log,
  ask: AskServer = askServer,
): ToastServer {
  // While nobody said: a mark too many is seen, a tag that is obeyed is not.
  let takesMarkup = platform === 'linux'
  let askedAt = -Infinity
  const refresh = (): void => {
    if (platform !== 'linux' || nowMs() - askedAt < STALE_MS) return
    askedAt = nowMs()
    ask()
      .then((printed) => (takesMarkup = hasMarkup(printed)))
      .catch((error: unknown) =>
        log.debug('no notification server answered', { error: String(error) }),
      )
  }
  refresh()
  return {
    takesMarkup: () => {
      refresh()
      return takesMarkup
    },
  }
}

/** Whether `body-markup` is among the printed strings. */
export function hasMarkup(printed: string): boolean {
  return /^\s*string "body-markup"$/m.test(printed)
}

async function askServer(): Promise<string> {
  const { stdout } = await promisify(execFile)(PROGRAM, QUESTION, {
    timeout: 5_000,
    maxBuffer: 65_536,
  })
  return stdout
}

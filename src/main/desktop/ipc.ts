// The one way from the window into this process: each command of the contract, from our own page alone, its
// argument checked, its failure a value. Knows no command's meaning.

import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import * as v from 'valibot'
import {
  channelOf,
  COMMAND_SCHEMAS,
  type Answer,
  type CommandInput,
  type CommandName,
  type CommandOutput,
} from '../../shared/ipc'
import type { Log } from './log'

/** What each command does. One without an entry does not compile. */
export type Handlers = {
  readonly [Name in CommandName]: (
    input: CommandInput<Name>,
  ) => CommandOutput[Name] | Promise<CommandOutput[Name]>
}

export type IpcOptions = Readonly<{
  handlers: Handlers
  /** The window's page, when there is one. */
  page: () => WebContents | null
  isOwnUrl: (url: string) => boolean
  log: Log
}>

/** Answers the window's commands. */
export function answerWindow(options: IpcOptions): void {
  for (const name of Object.keys(COMMAND_SCHEMAS) as CommandName[]) answerCommand(name, options)
}

/** Takes away what a library answers to pages on a channel of its own. */
export function closeForeignChannel(channel: string): void {
  ipcMain.removeAllListeners(channel)
}

function answerCommand(name: CommandName, options: IpcOptions): void {
  const { handlers, log } = options
  // Schema and handler are of one name, which the compiler cannot follow through a loop.
  const handle = handlers[name] as (input: unknown) => unknown
  ipcMain.handle(channelOf(name), async (event, input: unknown): Promise<Answer<unknown>> => {
    if (!isFromOurPage(event, options)) {
      log.warn('a command from a foreign page was refused', { command: name })
      return { ok: false, code: 'forbidden', message: 'Only the window may ask this.' }
    }
    const parsed = v.safeParse(COMMAND_SCHEMAS[name], input)
    if (!parsed.success) return badField(parsed.issues)
    try {
      return { ok: true, value: await handle(parsed.output) }
    } catch (error) {
      log.error('a command failed', { command: name, error: String(error) })
      return { ok: false, code: codeOf(error), message: messageOf(error) }
    }
  })
}

/** Fails closed: a frame that is gone, a subframe, another page or another address is not ours. */
function isFromOurPage(event: IpcMainInvokeEvent, { page, isOwnUrl }: IpcOptions): boolean {
  try {
    const ours = page()
    const frame = event.senderFrame
    if (!ours || !frame || event.sender !== ours) return false
    return frame === ours.mainFrame && frame.parent === null && isOwnUrl(frame.url)
  } catch {
    return false
  }
}

function badField(issues: readonly v.BaseIssue<unknown>[]): Answer<never> {
  const field = issues[0] ? v.getDotPath(issues[0]) : null
  return { ok: false, code: 'bad_field', message: `Not allowed: ${field ?? 'the argument'}.` }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : 'internal'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.'
}

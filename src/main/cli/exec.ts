// Runs the owner's own command for an event. What the sender wrote reaches it as data alone: JSON on standard
// input and variables of the environment, never as part of a command line.

import { spawn } from 'node:child_process'
import type { ControlEvent } from '../../shared/control'

/** One variable must fit where a system takes 128 KiB at most; the whole text stands in the JSON. */
const MAX_VARIABLE = 16_384

export type ExecOptions = Readonly<{
  command: string
  event: ControlEvent
  json: string
  env: Readonly<Record<string, string | undefined>>
  platform: string
  hub: HubNames
}>

/** By what another `bellhop` finds the same hub. */
export type HubNames = Readonly<
  { data: string } | { url: string; pin?: string; tokenFile?: string }
>

/** Runs it to its end. Answers its exit code, or the error that kept it from running. */
export function execute(options: ExecOptions): Promise<number | string> {
  const { command, event, json, env, platform, hub } = options
  return new Promise((resolve) => {
    const child = spawn(command, {
      // On Windows a shell would read the variables' values as commands.
      shell: platform !== 'win32',
      env: { ...env, ...variablesOf(event), ...hubVariables(hub) },
      // Standard output stays what `listen` itself says.
      stdio: ['pipe', 2, 2],
      windowsHide: true,
    })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1))
    // A command need not read what it is given.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(`${json}\n`)
  })
}

/** The other way to name one is taken away, so that none is named twice. */
function hubVariables(hub: HubNames): Record<string, string | undefined> {
  if ('data' in hub) return { BELLHOP_DATA: hub.data, BELLHOP_URL: undefined }
  const { url, pin, tokenFile } = hub
  return {
    BELLHOP_URL: url,
    ...(pin === undefined ? {} : { BELLHOP_PIN: pin }),
    ...(tokenFile === undefined ? {} : { BELLHOP_TOKEN_FILE: tokenFile, BELLHOP_TOKEN: undefined }),
  }
}

/** An event as variables; what it does not have is empty, so that nothing is inherited. */
export function variablesOf(event: ControlEvent): Record<string, string> {
  const { id, seq, time, from, to, title, body, priority, tags, click } = event
  const values = {
    BELLHOP_ID: id,
    BELLHOP_SEQ: String(seq),
    BELLHOP_TIME: time,
    BELLHOP_FROM: from.id,
    BELLHOP_FROM_NAME: from.name,
    BELLHOP_TO: to.join(','),
    BELLHOP_TITLE: title ?? '',
    BELLHOP_BODY: body ?? '',
    BELLHOP_PRIORITY: String(priority),
    BELLHOP_TAGS: (tags ?? []).join(','),
    BELLHOP_CLICK: click ?? '',
  }
  const safe = (value: string): string => value.replaceAll('\0', '').slice(0, MAX_VARIABLE)
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, safe(value)]))
}

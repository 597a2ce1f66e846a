// Starting Electron without Playwright's hand in it: for what happens before a window, and for exit codes.

import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'

/** The Electron that runs here. */
export const ELECTRON = createRequire(import.meta.url)('electron') as unknown as string

/** Chromium's sandbox does not start as root. */
export const ROOT_SWITCHES: readonly string[] =
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []

export type Program = Readonly<{
  process: ChildProcess
  stdout: () => string
  stderr: () => string
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>
}>

/** Starts the built app with this environment on top of the tests' own, as if a link had been followed. */
export function startApp(
  env: Record<string, string>,
  switches: readonly string[] = [],
  links: readonly string[] = [],
): Program {
  const child = spawn(ELECTRON, [...ROOT_SWITCHES, ...switches, '.', ...links], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  return { process: child, stdout: () => out, stderr: () => err, ended }
}

/** A port that nobody had a moment ago; the one that is liked, if it is free. */
export async function freePort(liked = 0): Promise<number> {
  const server = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(liked, () => resolve(true))
  })
  if (!isFree) return freePort()
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

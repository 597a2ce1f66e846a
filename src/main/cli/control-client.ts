// The command line's end of the control socket: finds it from the data folder, asks, and reads the answer.

import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { CONTROL_NAME, type ControlAnswer, type ControlRequest } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { Ask, OnProgress } from './call'
import { CliFailure, EXIT, noHub } from './failure'
import { refused } from './refusal'

/** Without a word. The hub itself gives up after half a minute, or says every few seconds that it is still at work. */
const ANSWER_MS = 40_000

/** Asks the hub that runs on this folder, over a connection of its own each time. */
export function createAsk(dataDir: string): Ask {
  return async (command, input, onProgress) => {
    const socket = await reach(findSocket(dataDir), dataDir)
    try {
      return (await exchange(socket, { id: 1, command, input }, onProgress)) as never
    } finally {
      socket.destroy()
    }
  }
}

function exchange(
  socket: Socket,
  request: ControlRequest,
  onProgress?: OnProgress,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const items: unknown[] = []
    const fail = (failure: CliFailure) => (): void => reject(failure)
    onLines(socket, (line) => {
      const answer = JSON.parse(line) as ControlAnswer
      if ('item' in answer) items.push(answer.item)
      else if ('progress' in answer) onProgress?.(answer.progress)
      else if (!answer.ok) reject(refused(answer))
      else resolve('items' in answer ? items : answer.value)
    })
    socket.on('error', fail(gone()))
    socket.on('close', fail(gone()))
    socket.setTimeout(ANSWER_MS, fail(late()))
    socket.write(`${JSON.stringify(request)}\n`)
  })
}

function findSocket(dataDir: string): string {
  try {
    const folder = realpathSync(dataDir)
    const near = join(folder, CONTROL_NAME)
    if (process.platform === 'win32') return readFileSync(near, 'utf8')
    const path = lstatSync(near).isSymbolicLink() ? readlinkSync(near) : near
    // In a folder that all may write to, somebody else could have put a hub of their own there.
    if (statSync(path).uid === statSync(folder).uid) return path
  } catch (error) {
    if (isDenied(error)) throw denied(dataDir)
    throw noHub(dataDir)
  }
  throw denied(dataDir)
}

function reach(path: string, dataDir: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const fail = (error: Error): void => reject(isDenied(error) ? denied(dataDir) : noHub(dataDir))
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

function onLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}

function isDenied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}

function denied(dataDir: string): CliFailure {
  return new CliFailure(EXIT.failed, 'forbidden', m.cli_error_not_owner({ folder: dataDir }))
}

function gone(): CliFailure {
  return new CliFailure(EXIT.failed, 'internal', m.cli_error_gone())
}

function late(): CliFailure {
  return new CliFailure(EXIT.failed, 'internal', m.cli_error_late())
}

// The doors as people start them: real processes of the built code, with an environment of their own.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const HEADLESS = resolve('out/main/headless.js')
const CLI = resolve('out/main/cli.js')

/** Processes take longer to start than anything else in a test, most of all beside many others. */
export const PROCESS_TEST = { testTimeout: 30_000 } as const

/** How long a line or an end may take before a test gives up on it. */
const PATIENCE_MS = 15_000

export type Ended = Readonly<{
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
}>

/** A process under test: what it said so far, its next line, its end. */
export class Door {
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''
  #watchers = new Set<() => void>()
  #read = { stdout: 0, stderr: 0 }
  #isOver = false

  constructor(readonly child: ChildProcess) {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text
        this.#tell()
      })
    }
    this.ended = new Promise((done, fail) => {
      child.on('error', fail)
      child.on('close', (code, signal) => {
        this.#isOver = true
        done({ code, signal, stdout: this.stdout, stderr: this.stderr })
        this.#tell()
      })
    })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** The next whole line, now or when it comes. */
  async line(from: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
    await this.until(() => this[from].indexOf('\n', this.#read[from]) !== -1, `a line on ${from}`)
    const start = this.#read[from]
    const end = this[from].indexOf('\n', start)
    this.#read[from] = end + 1
    return this[from].slice(start, end)
  }

  /** Waits for something to be true of what it said. */
  until(isTrue: () => boolean, what: string): Promise<void> {
    return new Promise((done, fail) => {
      const look = (): void => {
        if (isTrue()) finish(done)
        else if (this.#isOver) finish(() => fail(this.#lacking(`It ended without ${what}.`)))
      }
      const finish = (end: () => void): void => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        end()
      }
      const give = (): void => finish(() => fail(this.#lacking(`There was never ${what}.`)))
      const timer = setTimeout(give, PATIENCE_MS)
      this.#watchers.add(look)
      look()
    })
  }

  #tell(): void {
    for (const watch of [...this.#watchers]) watch()
  }

  #lacking(sentence: string): Error {
    return new Error(`${sentence}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`)
  }
}

export type DoorOptions = Readonly<{
  env?: Readonly<Record<string, string>>
  cwd?: string
  /** In a group of its own, as a terminal starts it. */
  isGroup?: boolean
  /** A program to run in the place of Node itself. */
  through?: readonly string[]
}>

/** Starts a program; it ends with the test at the latest. */
export function startDoor(command: readonly string[], options: DoorOptions = {}): Door {
  const [program = '', ...args] = command
  const { cwd, isGroup: detached = false } = options
  const env = { ...plainEnvironment(), ...options.env }
  const child = spawn(program, args, { env, cwd, detached })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Door(child)
}

export type RunningHub = Readonly<{ door: Door; port: number; url: string }>

/** Starts a hub on a free port of this computer and waits until it listens. */
export async function startHeadless(
  dataDir: string,
  args: readonly string[] = [],
  options: DoorOptions = {},
): Promise<RunningHub> {
  const common = ['--port', '0', '--host', '127.0.0.1', '--data', dataDir, '--log', 'warn']
  const door = startDoor(
    [...(options.through ?? []), ...node(HEADLESS), ...common, ...args],
    options,
  )
  const said = JSON.parse(await door.line()) as { event: string; port: number; url: string }
  return { door, port: said.port, url: said.url }
}

/** Starts the headless door with these arguments and nothing else. */
export function headless(args: readonly string[], options: DoorOptions = {}): Door {
  return startDoor([...(options.through ?? []), ...node(HEADLESS), ...args], options)
}

/** Starts `bellhop` for this data folder, or for the one it finds itself. */
export function startBellhop(
  dataDir: string | null,
  args: readonly string[],
  options: DoorOptions = {},
): Door {
  const data = dataDir === null ? [] : ['--data', dataDir]
  return startDoor([...(options.through ?? []), ...node(CLI), ...data, ...args], options)
}

/** Runs `bellhop` to its end. */
export function bellhop(
  dataDir: string | null,
  args: readonly string[],
  { stdin, ...options }: DoorOptions & Readonly<{ stdin?: string | Uint8Array }> = {},
): Promise<Ended> {
  const door = startBellhop(dataDir, args, options)
  door.child.stdin?.on('error', () => undefined)
  door.child.stdin?.end(stdin)
  return door.ended
}

/** Every line of JSON that a run printed. */
export function jsonLines(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

function node(program: string): string[] {
  if (!existsSync(program)) throw new Error(`${program} is not built. Run once: npm run build`)
  return [process.execPath, program]
}

/** Nothing of the developer's own hub, language or colours. */
function plainEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  return { PATH, HOME, LC_ALL: 'C.UTF-8', ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}

// A hub without a window for the browser, and its owner's hand: the command line.

import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

export class TestHub {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'bellhop-web-'))
  #process: ChildProcess | null = null
  port = 0

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/`
  }

  /** Starts it, after a stop on the port that it had. `built`: another build than that of this folder. */
  async start(built = 'out'): Promise<void> {
    const args = ['--port', String(this.port), '--host', '127.0.0.1', '--data', this.#dataDir]
    const child = spawn(
      process.execPath,
      [join(built, 'main', 'headless.js'), ...args, '--log', 'warn'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    this.#process = child
    const line = await new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error('The hub did not start.')))
      createInterface({ input: child.stdout }).once('line', resolve)
    })
    this.port = (JSON.parse(line) as { port: number }).port
  }

  async stop(): Promise<void> {
    const child = this.#process
    this.#process = null
    if (!child || child.exitCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    child.kill('SIGCONT')
    await ended
  }

  /** Holds it in the middle of what it does: it says nothing, and its connections stay. Answers how to let it go on. */
  hold(): () => void {
    const child = this.#process
    child?.kill('SIGSTOP')
    return () => child?.kill('SIGCONT')
  }

  async end(): Promise<void> {
    await this.stop()
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  /** The owner's command line; answers the values it prints. */
  async owner<Value = Record<string, unknown>>(...words: string[]): Promise<Value[]> {
    const args = ['out/main/cli.js', '--data', this.#dataDir, '--json', ...words]
    const { stdout } = await run(process.execPath, args)
    const lines = stdout.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Value)
  }

  /** SHA-256 of its public key, base64, once it has one. */
  async key(): Promise<string> {
    for (;;) {
      const [status] = await this.owner<{ identity: { pin?: string } | null }>('status')
      if (status?.identity?.pin !== undefined) return status.identity.pin
    }
  }

  /** The address that the QR code says, on this computer. */
  async invitation(): Promise<string> {
    const [offer] = await this.owner<{ url: string }>('pair')
    return this.url + (offer?.url.replace(/^[^#]*/, '') ?? '')
  }
}

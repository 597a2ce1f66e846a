// The pretended desktop's other end: asks desktop_bus.py what a person would have seen outside the window.

import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'

export type Toast = Readonly<{
  title: string
  body: string
  actions: readonly string[]
  /** 0 low, 1 normal, 2 critical. */
  urgency: number
  hasImage: boolean
  /** ms; −1 = the server's own; 0 = stays. */
  timeout: number
}>

export type MenuEntry = Readonly<{ label: string; isLine: boolean; isEnabled: boolean }>
export type TrayState = Readonly<{
  tooltip: string
  menu: readonly MenuEntry[]
  /** A number that stands for the picture. */
  icon: number | null
}>

/** A notification server and a tray host of the tests' own. */
export class DesktopBus {
  readonly #lines: AsyncIterator<string>
  /** One question at a time. */
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly server: ChildProcess,
    private readonly reader: Interface,
  ) {
    this.#lines = reader[Symbol.asyncIterator]()
  }

  static async start(): Promise<DesktopBus> {
    // The system's own Python: others do not see Debian's packages.
    const server = spawn('/usr/bin/python3', [join(import.meta.dirname, 'desktop_bus.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const bus = new DesktopBus(server, createInterface({ input: server.stdout }))
    await bus.#answer()
    return bus
  }

  async stop(): Promise<void> {
    this.reader.close()
    this.server.stdin?.end()
    await new Promise((resolve) => this.server.once('exit', resolve))
  }

  /** Forgets the toasts and the tray there were. */
  clear = (): Promise<unknown> => this.#ask('clear')
  /** Toasts since `clear`, oldest first. */
  toasts = (): Promise<Toast[]> => this.#ask('toasts') as Promise<Toast[]>
  /** Presses what a forger says is on the newest toast with this title. */
  press = (title: string, action: string): Promise<unknown> => this.#ask('press', title, action)
  /** What its server can do from now on. */
  can = (...names: readonly string[]): Promise<unknown> => this.#ask('capabilities', ...names)
  /** Clicks on the newest toast with this title. */
  click = (title: string): Promise<unknown> => this.#ask('click', title)
  tray = (): Promise<TrayState | null> => this.#ask('tray') as Promise<TrayState | null>
  /** Chooses an entry of the tray's menu. */
  choose = (label: string): Promise<unknown> => this.#ask('choose', label)

  /** The labels of the tray's menu, lines as `—`; none while there is no tray. */
  async menu(): Promise<string[]> {
    const entries = (await this.tray())?.menu ?? []
    return entries.map(({ label, isLine }) => (isLine ? '—' : label))
  }

  #ask(...command: readonly string[]): Promise<unknown> {
    const answer = this.#last.then(() => {
      this.server.stdin?.write(`${JSON.stringify(command)}\n`)
      return this.#answer()
    })
    this.#last = answer.catch(() => undefined)
    return answer
  }

  async #answer(): Promise<unknown> {
    const line = await this.#lines.next()
    if (line.done) throw new Error('The pretended desktop ended.')
    const { ok, error } = JSON.parse(line.value) as { ok?: unknown; error?: string }
    if (error !== undefined) throw new Error(error)
    return ok
  }
}

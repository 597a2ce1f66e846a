// Debian's Firefox, driven by WebDriver BiDi: as much of it as the tests of the web client need. Playwright's own Firefox
// is another one, and its way to this one asks for commands that this one does not have.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

/** What would speak to others, or ask the person. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}
const READY = /^WebDriver BiDi listening on (ws:\S+)/

type Answer = Readonly<{ id?: number; type: string; method?: string; params?: Logged }> &
  Readonly<{ result?: unknown; error?: string; message?: string }>
type Logged = Readonly<{ level?: string; text?: string | null; type?: string }>
type Node = Readonly<{ sharedId: string }>
type Promised = Readonly<{ resolve: (value: unknown) => void; reject: (error: Error) => void }>

export class Firefox {
  /** What went wrong in its pages. */
  readonly trouble: string[] = []
  readonly #promised = new Map<number, Promised>()
  #asked = 0

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => this.#answered(JSON.parse(data.toString()) as Answer))
  }

  static async start(): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'bellhop-firefox-'))
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    )
    writeFileSync(join(profile, 'user.js'), lines.join('\n'))
    const args = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile]
    const child = spawn('firefox-esr', args, {
      env: { ...process.env, HOME: profile, XDG_RUNTIME_DIR: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const socket = new WebSocket(`${await addressOf(child)}/session`)
    await once(socket, 'open')
    const firefox = new Firefox(child, profile, socket)
    await firefox.ask('session.new', { capabilities: {} })
    await firefox.ask('session.subscribe', { events: ['log.entryAdded'] })
    return firefox
  }

  /** A new window with storage of its own, as narrow as a phone. */
  async open(): Promise<FirefoxPage> {
    const { userContext } = await this.ask<{ userContext: string }>('browser.createUserContext', {})
    return this.openIn(userContext)
  }

  /** One more window with the storage of another. */
  async openIn(userContext: string): Promise<FirefoxPage> {
    const { context } = await this.ask<{ context: string }>('browsingContext.create', {
      type: 'window',
      userContext,
    })
    const viewport = { width: 390, height: 844 }
    await this.ask('browsingContext.setViewport', { context, viewport })
    return new FirefoxPage(this, context, userContext)
  }

  ask<Value>(method: string, params: object): Promise<Value> {
    const id = ++this.#asked
    this.socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve, reject) => {
      this.#promised.set(id, { resolve: resolve as (value: unknown) => void, reject })
    })
  }

  async end(): Promise<void> {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
    rmSync(this.profile, { recursive: true, force: true })
  }

  #answered({ id, type, method, params, result, error, message }: Answer): void {
    if (method === 'log.entryAdded' && params?.type === 'javascript' && params.level === 'error')
      this.trouble.push(params.text ?? '')
    if (id === undefined) return
    const promised = this.#promised.get(id)
    this.#promised.delete(id)
    if (type === 'success') promised?.resolve(result)
    else promised?.reject(new Error(`${error ?? ''}: ${message ?? ''}`))
  }
}

/** One window. */
export class FirefoxPage {
  constructor(
    private readonly firefox: Firefox,
    private readonly context: string,
    private readonly storage: string,
  ) {}

  /** Another window of the same browser, with the same storage. */
  other(): Promise<FirefoxPage> {
    return this.firefox.openIn(this.storage)
  }
  /** Every page that it opens from now on runs this function first. */
  async before(functionDeclaration: string): Promise<void> {
    const contexts = [this.context]
    await this.firefox.ask('script.addPreloadScript', { functionDeclaration, contexts })
  }
  async goto(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { url, wait: 'complete' })
  }
  async reload(): Promise<void> {
    await this.#ask('browsingContext.reload', { wait: 'complete' })
  }
  /** What a person reads. */
  text(): Promise<string> {
    return this.evaluate('document.body.innerText')
  }

  /** The value of an expression of the page. */
  async evaluate<Value>(expression: string): Promise<Value> {
    type Evaluated = Readonly<{ type: string; result?: { value?: string } }>
    const answer = await this.firefox.ask<Evaluated>('script.evaluate', {
      expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value))`,
      target: { context: this.context },
      awaitPromise: true,
    })
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer))
    return JSON.parse(answer.result?.value ?? 'null') as Value
  }

  /** Touches what has this role and this name; waits until it is there. */
  async tap(role: string, name: string): Promise<void> {
    const element = await this.#find({ type: 'accessibility', value: { role, name } })
    const origin = { type: 'element', element }
    const actions = [
      { type: 'pointerMove', x: 0, y: 0, origin },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    const finger = { type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }
    await this.#ask('input.performActions', { actions: [finger] })
  }

  /** Writes into what has this name. */
  async write(name: string, text: string): Promise<void> {
    await this.tap('textbox', name)
    const actions = Array.from(text, (value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]).flat()
    await this.#ask('input.performActions', { actions: [{ type: 'key', id: 'keys', actions }] })
  }

  /** Picks files. */
  async pick(css: string, files: readonly string[]): Promise<void> {
    const element = await this.#find({ type: 'css', value: css })
    await this.#ask('input.setFiles', { element, files })
  }

  async #find(locator: object): Promise<Node> {
    for (;;) {
      const { nodes } = await this.#ask<{ nodes: Node[] }>('browsingContext.locateNodes', {
        locator,
      })
      if (nodes[0] !== undefined) return { sharedId: nodes[0].sharedId }
    }
  }

  #ask<Value>(method: string, params: object): Promise<Value> {
    return this.firefox.ask<Value>(method, { context: this.context, ...params })
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('Firefox did not start.')))
    if (!child.stderr) return
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = READY.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
  })
}

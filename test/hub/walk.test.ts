// The two-minute walk of the README, every line of it, in its order, as a person pastes it: into a shell, into
// `python3`, into `node` and into a page's console.

import { spawn } from 'node:child_process'
import { createContext, runInContext } from 'node:vm'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { snippetsOf } from '../../src/shared/snippets'
import { blocks, section, textOf, type Block } from '../support/documents'
import { Door, startDoor } from '../support/doors'
import { temporaryFolder } from '../support/hub'

const WALK = section(textOf('README.md'), '## A two-minute walk')
const TARGET = { host: 'localhost', port: 9999 }
const PATIENCE_MS = 60_000
/** The line with the status of an answer. */
const STATUS = /^(?:> )?201$/m

/** What was pasted, and what the terminal said. */
type Step = Readonly<{ block: Block; said: string }>

/** A page of `about:blank` as the hub sees it, whose console keeps what it logs. */
class Console {
  readonly logged: string[] = []
  readonly #context = createContext({
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url, { origin: 'null' })
        onTestFinished(() => this.terminate())
      }
    },
    console: { log: (text: string) => void this.logged.push(text) },
    JSON,
  })

  /** Resolves when the socket of the page is open and the hub has answered. */
  async paste(code: string): Promise<void> {
    runInContext(code, this.#context)
    await runInContext('new Promise((done) => ws.addEventListener("message", done))', this.#context)
  }

  /** Everything the page logs from now on until this is among it. */
  async until(text: string): Promise<void> {
    await expect.poll(() => this.logged.join('\n'), { timeout: 15_000 }).toContain(text)
  }
}

/** A terminal in which lines are pasted; left once `seen` stands in it. */
async function paste(
  program: readonly string[],
  text: string,
  env: NodeJS.ProcessEnv,
  seen: RegExp = /^/,
): Promise<string> {
  const [name = '', ...args] = program
  const child = spawn(name, args, { env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const door = new Door(child)
  child.stdin.write(`${text}\n`)
  await door.until(() => seen.test(door.stdout), String(seen))
  child.stdin.end()
  const { code, stdout, stderr } = await door.ended
  expect(code, `${text}\n${stdout}\n${stderr}`).toBe(0)
  return stdout
}

/** A program under npm, which passes on only what it has the time for: it is asked to end, and waited for. */
function startUnderNpm(line: string, env: Record<string, string>): Door {
  const door = startDoor(['bash', '-c', `exec ${line}`], { env })
  onTestFinished(async () => {
    door.child.kill('SIGTERM')
    await door.ended
  })
  return door
}

class Walk {
  readonly steps: Step[] = []
  readonly console = new Console()
  #listener: Door | null = null

  constructor(
    private readonly port: number,
    private readonly env: Record<string, string>,
  ) {}

  async take(block: Block): Promise<void> {
    const text = block.text.replaceAll('localhost:9999', `localhost:${String(this.port)}`)
    this.steps.push({ block, said: await this.#run(block, text) })
  }

  /** What the listening device printed, once it has this. */
  async heard(text: string): Promise<string> {
    const listener = this.#listener
    if (!listener) throw new Error('Nobody listens.')
    await listener.until(() => listener.stdout.includes(text), text)
    return listener.stdout
  }

  async #run(block: Block, text: string): Promise<string> {
    const env = { ...process.env, ...this.env }
    if (block.language === 'python') return paste(['python3', '-i', '-q'], text, env, STATUS)
    if (block.language === 'js') return this.#javascript(text, env)
    if (text.includes(' listen ')) return this.#listen(text)
    return paste(['bash', '-e', '-o', 'pipefail'], text, env)
  }

  async #javascript(text: string, env: NodeJS.ProcessEnv): Promise<string> {
    if (!/\bws\b/.test(text)) return paste([process.execPath, '-i'], text, env, STATUS)
    await this.console.paste(text)
    return ''
  }

  async #listen(text: string): Promise<string> {
    this.#listener = startUnderNpm(text, this.env)
    return this.#listener.line('stderr')
  }
}

const all = blocks(WALK)
const has = (text: string) => (block: Block) => block.text.includes(text)

describe('S-04 the walk', () => {
  beforeAll(() => {
    // The hub is built already; building it here would pull it from under the tests beside this one.
    expect(all[0]?.text.split('\n')).toEqual(['npm run build', 'npm run -s hub'])
  })

  it('shows the snippets of the window, letter by letter', () => {
    const texts = all.map(({ text }) => text)
    const snippets = (['browser', 'curl', 'python', 'node'] as const).flatMap((language) =>
      snippetsOf(language, TARGET),
    )
    for (const snippet of snippets) expect(texts).toContain(snippet)
  })

  it(
    'works pasted line by line',
    async () => {
      const env = { BELLHOP_PORT: '0', BELLHOP_DATA: temporaryFolder(), BELLHOP_LOG: 'warn' }
      const hub = startUnderNpm('npm run -s hub', env)
      const { port } = JSON.parse(await hub.line()) as { port: number }
      const walk = new Walk(port, env)
      for (const block of all.slice(1)) await walk.take(block)

      const said = (text: string): string =>
        walk.steps.find(({ block }) => has(text)(block))?.said ?? ''
      expect(said('curl -d hello')).toMatch(/"seq":2,.*"to":\["hub"\],"count":1/)
      const listed = said('bellhop -- list')
      for (const text of ['Hello from curl', 'Hello from Python', 'Hello from Node', 'hello']) {
        expect(listed).toContain(text)
      }
      await walk.console.until('"token":')
      await walk.console.until('"forwarded":{"by":"hub"')
      await walk.console.until('The kettle is on')
      expect(await walk.heard('The kettle is on')).toMatch(
        /^\{"type":"event".*"to":\["kitchen","my-page"\]/,
      )
      expect(said('bellhop -- status')).toMatch(/kitchen[\s\S]*2 known, 2 online/)
    },
    PATIENCE_MS,
  )
})

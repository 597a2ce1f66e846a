// Everything that docs/clients.md and the window show to be pasted is kept in one place, and what runs on Linux is run
// here as it stands there.

import { spawnSync } from 'node:child_process'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SNIPPET_LANGUAGES, snippetsOf } from '../../src/shared/snippets'
import {
  arduino,
  bashScript,
  CLIENT_SNIPPETS,
  homeAssistant,
  nodeListen,
  nodeRed,
  powershell,
  pythonListen,
} from '../../src/shared/snippets-clients'
import { blocks, textOf } from '../support/documents'
import { PROCESS_TEST, startDoor, type Door } from '../support/doors'
import { startHub, type TestHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

const SHOWN = { host: '192.168.1.20', port: 9999 }
const targetOf = ({ port }: TestHub) => ({ host: '127.0.0.1', port })

describe('docs/clients.md', () => {
  const shown = blocks(textOf('docs/clients.md')).map(({ text }) => text)

  it('shows every snippet there is, letter by letter', () => {
    for (const { text } of CLIENT_SNIPPETS) expect(shown).toContain(text(SHOWN))
    for (const language of SNIPPET_LANGUAGES) {
      for (const text of snippetsOf(language, SHOWN)) expect(shown).toContain(text)
    }
  })

  it('shows none besides', () => {
    const known = [
      ...CLIENT_SNIPPETS.map(({ text }) => text(SHOWN)),
      ...SNIPPET_LANGUAGES.flatMap((language) => snippetsOf(language, SHOWN)),
    ]
    for (const text of shown) expect(known).toContain(text)
  })
})

/** The newest notification at the hub, when one is there. */
async function newest({ hub }: TestHub) {
  await expect.poll(() => hub.counts().total).toBe(1)
  const [item] = await hub.list({ limit: 1 })
  return item
}

/** What the program prints when something is sent to the device that it says it is. */
async function heard(hub: TestHub, door: Door, id: string): Promise<string> {
  onTestFinished(() => void door.child.kill('SIGKILL'))
  await expect
    .poll(() => hub.hub.devices().some((one) => one.id === id && one.online), { timeout: 15_000 })
    .toBe(true)
  const content = { title: 'Kettle', body: 'It boils.', format: 'text', priority: 3 } as const
  await hub.hub.publish({ to: [id], content })
  return door.line()
}

/** The Python that has the package; the system's own where another stands before it. */
function pythonWithWebsockets(): string {
  const found = ['python3', '/usr/bin/python3'].find(
    (name) => spawnSync(name, ['-c', 'import websockets']).status === 0,
  )
  if (found === undefined) throw new Error('Install python3-websockets.')
  return found
}

describe('as it is shown', () => {
  it('Bash sends what a command says', async () => {
    const hub = await startHub()
    const door = startDoor(['bash', '-e', '-o', 'pipefail', '-c', bashScript(targetOf(hub))])
    expect(await door.ended).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect((await newest(hub))?.body).toMatch(/Filesystem|%/)
  })

  it('Python listens', async () => {
    const hub = await startHub()
    const door = startDoor([pythonWithWebsockets(), '-c', pythonListen(targetOf(hub))])
    expect(await heard(hub, door, 'my-python')).toBe('Kettle It boils.')
  })

  it('Node listens', async () => {
    const hub = await startHub()
    // Newer ones have it without being asked.
    const flags = 'WebSocket' in globalThis ? [] : ['--experimental-websocket']
    const door = startDoor([process.execPath, ...flags, '-e', nodeListen(targetOf(hub))])
    expect(await heard(hub, door, 'my-node')).toBe('Kettle It boils.')
  })

  it('what an ESP32 posts is what the hub takes', async () => {
    const hub = await startHub()
    const code = arduino(targetOf(hub))
    const url = JSON.parse(/http\.begin\((".*?")\)/.exec(code)?.[1] ?? '') as string
    const body = JSON.parse(/POST\((".*")\)/.exec(code)?.[1] ?? '') as string
    expect((await post(url, body)).status).toBe(201)
    expect(await newest(hub)).toMatchObject({ title: 'Hello from an ESP32', body: 'Awake' })
  })

  it('what Home Assistant posts by these names is what the hub takes', async () => {
    const hub = await startHub()
    const yaml = homeAssistant(targetOf(hub))
    const value = (name: string): string =>
      new RegExp(`^ +${name}: (.+)$`, 'm').exec(yaml)?.[1] ?? ''
    expect(value('method')).toBe('POST_JSON')
    const fields = { [value('title_param_name')]: 'Door', [value('message_param_name')]: 'Open' }
    expect((await post(value('resource'), JSON.stringify(fields))).status).toBe(201)
    expect(await newest(hub)).toMatchObject({ title: 'Door', body: 'Open' })
  })

  it('what the flow of Node-RED sends is what the hub takes', async () => {
    const hub = await startHub()
    const [inject, request] = JSON.parse(nodeRed(targetOf(hub))) as [
      { payload: string; wires: string[][] },
      { id: string; url: string; method: string },
    ]
    expect(inject.wires).toEqual([[request.id]])
    expect(request.method).toBe('POST')
    expect((await post(request.url, inject.payload)).status).toBe(201)
    expect(await newest(hub)).toMatchObject({ title: 'Hello from Node-RED' })
  })

  it('PowerShell has its lines joined and its quotes closed', () => {
    const code = powershell(SHOWN)
    expect(code.split('\n')[0]).toMatch(/ `$/)
    expect((code.match(/'/g) ?? []).length % 2).toBe(0)
    expect(code).toContain("-Uri 'http://192.168.1.20:9999/v1/notifications'")
  })
})

function post(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

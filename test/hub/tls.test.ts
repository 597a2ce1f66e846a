// A whole hub spoken to encrypted: by the clients of the tests, by one that pins its key, and by one that meets
// another hub in its place (docs/security.md S-06, S-20, S-22).

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { HubIdentity } from '../../src/shared/views'
import { Client } from '../support/client'
import { startHub, type TestHub } from '../support/hub'
import { holds } from '../support/raw-client'
import { pinOf, secure, shownBy } from '../support/tls'

function wss({ port }: TestHub): Client {
  const client = new Client(`wss://127.0.0.1:${String(port)}`)
  onTestFinished(() => client.end())
  return client
}

async function identityOf({ hub }: TestHub): Promise<Extract<HubIdentity, { state: 'ready' }>> {
  await holds(() => hub.status().identity !== null)
  const { identity } = hub.status()
  if (identity?.state !== 'ready') throw new Error(JSON.stringify(identity))
  return identity
}

const BEHIND_PROXY = { headers: { 'x-forwarded-for': '192.168.1.57' } }

describe('how a device speaks', () => {
  test('is told to the owner: encrypted, within this computer, or in clear', async () => {
    const at = await startHub({ trust: 'open' })
    await at.device('program')
    await at.device('lamp', {}, BEHIND_PROXY)
    const phone = new Client(`wss://127.0.0.1:${String(at.port)}`, BEHIND_PROXY)
    onTestFinished(() => phone.end())
    await phone.next('welcome')
    phone.send({ type: 'hello', id: 'phone' })
    await phone.next('welcome')
    const links = () => new Map(at.hub.devices().map(({ id, link }) => [String(id), link]))
    expect(Object.fromEntries(links())).toEqual({
      program: 'local',
      lamp: 'clear',
      phone: 'encrypted',
    })
    phone.end()
    await holds(() => links().get('phone') === null)
  })

  test('stands with a request, for the owner to decide by', async () => {
    const at = await startHub()
    const lamp = await at.connect(BEHIND_PROXY)
    lamp.send({ type: 'hello', id: 'lamp' })
    await lamp.next('welcome')
    expect(at.hub.requests()).toMatchObject([{ id: 'lamp', link: 'clear' }])
  })
})

describe('a hub', () => {
  test('brings what came encrypted to who listens in clear, and the other way', async () => {
    const at = await startHub()
    const clear = await at.device('clear')
    const encrypted = wss(at)
    await encrypted.next('welcome')
    encrypted.send({ type: 'hello', id: 'encrypted' })
    await encrypted.next('welcome')
    encrypted.send({ type: 'notify', to: ['clear'], title: 'from wss' })
    clear.send({ type: 'notify', to: ['encrypted'], title: 'from ws' })
    expect(await clear.next('event')).toMatchObject({ title: 'from wss' })
    expect(await encrypted.next('event')).toMatchObject({ title: 'from ws' })
  })

  test('says which key it has, and shows that one', async () => {
    const at = await startHub()
    const identity = await identityOf(at)
    expect(identity.pin).toBe(pinOf(await shownBy(at.port)))
    expect(identity.words).toHaveLength(4)
  })

  test('has the same key after a restart, and no session of before', async () => {
    const at = await startHub()
    const { pin } = await identityOf(at)
    const first = await secure(at.port, { maxVersion: 'TLSv1.2' })
    const session = first.getSession()
    const again = await at.restart()
    const second = await secure(again.port, {
      maxVersion: 'TLSv1.2',
      ...(session ? { session } : {}),
    })
    expect(session).toBeDefined()
    expect(second.isSessionReused()).toBe(false)
    expect((await identityOf(again)).pin).toBe(pin)
  })

  test('S-22 keeps its key out of the log and of every other file', async () => {
    const lines: string[] = []
    const note = (message: string, fields?: object) => {
      lines.push(`${message} ${JSON.stringify(fields)}`)
    }
    const at = await startHub({}, { log: { debug: note, info: note, warn: note, error: note } })
    await shownBy(at.port)
    await at.hub.stop()
    const key = readFileSync(join(at.dataDir, 'hub.key'), 'utf8')
    const [, ...body] = key.trim().split('\n').slice(0, -1)
    const files = readdirSync(at.dataDir, { recursive: true, withFileTypes: true })
    const others = files.filter((file) => file.isFile() && file.name !== 'hub.key')
    expect(others.map(({ name }) => name)).toContain('history.db')
    const texts = others.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
    expect(body.length).toBeGreaterThan(0)
    for (const line of body)
      for (const text of [...texts, lines.join('\n')]) expect(text).not.toContain(line)
  })
})

/** As docs/protocol.md tells clients: nothing is said before the key is the pinned one. */
function say(port: number, pin: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    onTestFinished(() => void socket.destroy())
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()
      if (!shown || pinOf(shown) !== pin) {
        socket.destroy()
        return resolve('refused')
      }
      socket.write(text)
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))
    })
  })
}

test('S-06 another hub in its place, with another key, hears nothing from a client that pins', async () => {
  const [ours, other] = [await startHub(), await startHub()]
  const { pin } = await identityOf(ours)
  const body = 'POST /v1/notifications HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi'
  expect(await say(ours.port, pin, body)).toMatch(/^HTTP\/1\.1 201/)
  expect(await say(other.port, pin, body)).toBe('refused')
  expect(ours.hub.counts().seq).toBe(1)
  expect(other.hub.counts().seq).toBe(0)
})

// Somebody on the way wrote down what a device said, and says it again (docs/security.md S-17).

import { connect, createServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Client } from '../support/client'
import { LAN_DEVICE, startHub, type TestHub } from '../support/hub'
import { pairedToken } from '../support/paired'

type Recorder = Readonly<{ port: number; said: () => Buffer }>

/** Passes everything on, and keeps what came from the device. */
async function recorder(bell: TestHub): Promise<Recorder> {
  const chunks: Buffer[] = []
  const server = createServer((device) => {
    const hub = connect(bell.port, '127.0.0.1')
    device.on('data', (chunk: Buffer) => chunks.push(chunk))
    device.on('error', () => hub.destroy())
    hub.on('error', () => device.destroy())
    device.pipe(hub).pipe(device)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, said: () => Buffer.concat(chunks) }
}

/** Says it again to the hub itself; answers what the hub said, once it has ended the connection or there is nothing more. */
function replay(bell: TestHub, said: Buffer): Promise<string> {
  const socket = connect(bell.port, '127.0.0.1')
  let text = ''
  return new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      // Its last word was a publish.
      if (/"type":"accepted"/.test(text)) socket.destroy()
    })
    socket.on('close', () => resolve(text))
    socket.write(said)
  })
}

async function session(url: string, hello: object): Promise<void> {
  const client = new Client(url, LAN_DEVICE)
  onTestFinished(() => client.end())
  await client.next('welcome')
  client.send(hello)
  await client.next('welcome')
  client.send({ type: 'notify', to: ['hub'], body: 'once', ref: 'r-1' })
  await client.next('accepted')
  client.end()
  await client.closed
}

describe('S-17 what was recorded', () => {
  it('of an encrypted session says nothing the second time, or the hundredth', async () => {
    const bell = await startHub()
    const tape = await recorder(bell)
    const token = await pairedToken(bell, 'camera')
    await session(`wss://127.0.0.1:${String(tape.port)}`, { type: 'hello', token })
    const before = bell.hub.counts().total
    expect(tape.said().includes('hello')).toBe(false)
    for (let n = 0; n < 100; n++) expect(await replay(bell, tape.said())).not.toContain('accepted')
    expect(bell.hub.counts().total).toBe(before)
  }, 30_000)

  it('in clear makes no second notification, and proves nothing once the token is void', async () => {
    const bell = await startHub()
    const tape = await recorder(bell)
    const token = await pairedToken(bell, 'camera')
    await session(`ws://127.0.0.1:${String(tape.port)}`, { type: 'hello', token })
    const before = bell.hub.counts().total
    expect(tape.said().toString('latin1')).toContain('GET / HTTP/1.1')
    for (let n = 0; n < 5; n++)
      expect(await replay(bell, tape.said())).toContain('"type":"accepted"')
    expect(bell.hub.counts().total).toBe(before)
    const device = bell.hub.devices().find(({ id }) => id === 'camera')
    if (device) await bell.hub.revoke(device.id)
    expect(await replay(bell, tape.said())).toContain('unauthorized')
    expect(bell.hub.counts().total).toBe(before)
  })
})

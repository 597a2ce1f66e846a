// What the owner says of the way to the hub counts at once, for who comes and for who is there: `tls`, `publicPeers`.

import { describe, expect, onTestFinished, test } from 'vitest'
import { Client, type ClientOptions } from '../support/client'
import { LAN_DEVICE, startHub, type TestHub } from '../support/hub'
import { secure } from '../support/tls'

function encrypted({ port }: TestHub, options: ClientOptions = {}): Client {
  const client = new Client(`wss://127.0.0.1:${String(port)}`, options)
  onTestFinished(() => client.end())
  return client
}

async function ask(
  { port }: TestHub,
  headers: Record<string, string> = {},
): Promise<Readonly<{ status: number; body: unknown }>> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/v1/health`, { headers })
  return { status: response.status, body: await response.json() }
}

describe('where all must encrypt', () => {
  test('who speaks in clear is told so, but not a program of this computer', async () => {
    const at = await startHub({ tls: 'required' })
    expect(await ask(at, LAN_DEVICE.headers)).toMatchObject({
      status: 403,
      body: { error: { code: 'tls_required' } },
    })
    expect((await ask(at)).status).toBe(200)
    await at.connect()
    await encrypted(at, LAN_DEVICE).next('welcome')
  })

  test('who is there in clear is cut off when the owner says so, and nobody else', async () => {
    const at = await startHub({ trust: 'open' })
    const program = await at.device('program')
    const lamp = await at.device('lamp', {}, LAN_DEVICE)
    const phone = encrypted(at, LAN_DEVICE)
    await phone.next('welcome')
    await at.hub.configure({ tls: 'required' })
    expect(await lamp.closed).toMatchObject({ code: 1008 })
    await Promise.all([program.settled(), phone.settled()])
  })
})

describe('where nothing is encrypted', () => {
  test('a handshake ends at once, and who had made one is cut off', async () => {
    const at = await startHub({ trust: 'open' })
    const phone = encrypted(at)
    await phone.next('welcome')
    await at.hub.configure({ tls: 'off' })
    expect(await phone.closed).toMatchObject({ code: 1008 })
    await expect(secure(at.port)).rejects.toThrow()
    expect((await ask(at)).status).toBe(200)
  })
})

// Devices with a token at a hub under test, let in by its owner's Allow.

import type { RequestView } from '../../src/shared/views'
import type { Client } from './client'
import { LAN_DEVICE, PAGE, type TestHub } from './hub'

/** The first request that waits at the hub, now or when it comes. */
export async function request(
  bell: TestHub,
  test: (one: RequestView) => boolean = () => true,
): Promise<RequestView> {
  const here = bell.hub.requests().find(test)
  if (here) return here
  return new Promise((resolve) => {
    const stop = bell.hub.on('requests', (requests) => {
      const found = requests.find(test)
      if (!found) return
      stop()
      resolve(found)
    })
  })
}

/** The token of a device that was let in and has gone again. */
export async function pairedToken(bell: TestHub, id: string): Promise<string> {
  const client = await bell.connect(PAGE)
  client.send({ type: 'hello', id })
  await client.next('welcome')
  await bell.hub.decide((await request(bell, (one) => one.id === id)).key, 'allow')
  const welcome = await client.next('welcome', (frame) => 'token' in frame)
  client.end()
  await client.closed
  return String(welcome['token'])
}

/** A device of the network that shows this token, after its hello. */
export function withToken(bell: TestHub, token: string, hello: object = {}): Promise<Client> {
  return connected(bell, { type: 'hello', token, ...hello })
}

async function connected(bell: TestHub, hello: object): Promise<Client> {
  const client = await bell.connect(LAN_DEVICE)
  client.send(hello)
  await client.next('welcome')
  return client
}

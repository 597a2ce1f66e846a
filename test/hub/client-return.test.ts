// How the JavaScript client comes back, and what it does with what went missing meanwhile, over real sockets.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { LanSocket, mapStore, ring } from '../support/bell'
import { startHub } from '../support/hub'
import { pairedToken } from '../support/paired'

describe('coming back', () => {
  test('a hub that takes connections and says nothing is left, and tried again', async () => {
    const sockets: { destroy: () => void }[] = []
    const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const phone = ring(`ws://127.0.0.1:${String(port)}`, 'phone')
    await once(server, 'connection')
    sockets[0]?.destroy()
    await phone.is('away')
    await once(server, 'connection')
    phone.client.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  test('a token is kept for each way to a hub: what was said encrypted is not said in clear', async () => {
    const bell = await startHub()
    const store = mapStore()
    const { url } = bell.hub.pair()
    const secret = /#pair=([\w-]+)/.exec(url)?.[1] ?? ''
    const secure = bell.url.replace('ws:', 'wss:')
    const phone = ring(secure, 'phone', { WebSocket: LanSocket, storage: store, pair: secret })
    await phone.is('ready')
    phone.client.close()
    const clear = ring(bell.url, 'phone', { WebSocket: LanSocket, storage: store })
    expect(clear.client.isPaired).toBe(false)
    expect(await clear.is('stopped')).toMatchObject({ why: 'unauthorized' })
    const again = ring(secure, 'phone', { WebSocket: LanSocket, storage: store })
    await again.is('ready')
  })

  test('cleared storage: it has to ask again, under an ID that nobody can take from it', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'phone')
    const cleared = ring(bell.url, 'phone', { WebSocket: LanSocket })
    expect(await cleared.is('stopped')).toMatchObject({ why: 'unauthorized' })
  })

  test('a store that throws costs the memory, not the connection', async () => {
    const bell = await startHub()
    const fail = (): never => {
      throw new Error('denied')
    }
    const tv = ring(bell.url, 'tv', {
      storage: { getItem: fail, setItem: fail, removeItem: fail },
    })
    await tv.is('ready')
    const sender = await bell.device('sender')
    sender.send({ type: 'notify', to: ['tv'], body: 'x' })
    expect(await tv.next()).toMatchObject({ body: 'x' })
    expect(await tv.client.publish({ body: 'y' })).toMatchObject({ to: ['hub'] })
    await bell.hub.stop()
    await tv.is('away')
    await expect(tv.client.publish({ body: 'z' })).rejects.toMatchObject({ code: 'store_full' })
  })
})

// What `bellhop listen` says on the wire, and how it bears with a hub that is not there: against a hub of two
// sockets that does just what the test wants.

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { PROCESS_TEST, startBellhop } from '../support/doors'
import { temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

type Frame = Readonly<Record<string, unknown>>

/** Peers of the control socket and of the port, in the order in which they come. */
async function startFakeHub(onControl: (socket: Socket, status: string, visit: number) => void) {
  const dataDir = temporaryFolder()
  const port = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(port, 'listening')
  const { port: number } = port.address() as { port: number }
  const status = { id: 1, ok: true, value: { url: `http://127.0.0.1:${String(number)}/` } }
  let visits = 0
  const control = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => onControl(socket, `${JSON.stringify(status)}\n`, ++visits))
  })
  control.listen(join(dataDir, 'control.sock'))
  await once(control, 'listening')
  onTestFinished(() => {
    control.close()
    port.close()
  })
  const nextClient = async (): Promise<WebSocket> => {
    const [socket] = (await once(port, 'connection')) as [WebSocket]
    return socket
  }
  return { dataDir, nextClient }
}

async function nextFrame(client: WebSocket): Promise<Frame> {
  const [data] = (await once(client, 'message')) as [Buffer]
  return JSON.parse(data.toString()) as Frame
}

function say(client: WebSocket, frame: object): void {
  client.send(JSON.stringify(frame))
}

const welcome = { type: 'welcome', you: { id: 'robot', name: 'robot', trust: 'trusted' } }
const eventOf = (id: string, to: string[]): object => ({
  ...{ type: 'event', id, seq: 1, time: '2026-11-22T12:00:00.000Z', to },
  ...{ from: { id: 'nas', name: 'NAS' }, body: id, format: 'text', priority: 3 },
})

describe('listen', () => {
  it('says who it is, and acknowledges what is for it once that is printed', async () => {
    const { dataDir, nextClient } = await startFakeHub((socket, status) => socket.write(status))
    const door = startBellhop(dataDir, ['listen', '--id', 'robot'])
    const client = await nextClient()
    expect(await nextFrame(client)).toEqual({
      ...{ type: 'hello', ref: 'hello', id: 'robot', kind: 'script' },
      ...{ ack: 'manual', announce: false },
    })
    say(client, welcome)
    say(client, eventOf('for-tv', ['tv']))
    say(client, eventOf('for-robot', ['robot']))
    expect(await nextFrame(client)).toEqual({ type: 'ack', id: 'for-robot' })
    expect(JSON.parse(await door.line())).toEqual(eventOf('for-robot', ['robot']))
    say(client, eventOf('for-robot', ['robot']))
    expect(await nextFrame(client)).toEqual({ type: 'ack', id: 'for-robot' })
    door.child.kill('SIGTERM')
    const { code, stdout } = await door.ended
    expect([code, stdout.split('\n').length]).toEqual([0, 2])
  })

  it('keeps trying while the hub does not answer', async () => {
    const { dataDir, nextClient } = await startFakeHub((socket, status, visit) => {
      if (visit === 2 || visit === 3) socket.destroy()
      else socket.write(status)
    })
    const door = startBellhop(dataDir, ['listen', '--id', 'robot'])
    const first = await nextClient()
    const second = nextClient()
    first.close(1001)
    say(await second, welcome)
    expect(await door.line('stderr')).toMatch(/^The connection to the hub was lost/)
    expect(await door.line('stderr')).toMatch(/^Listening as robot/)
  })

  it('ends with 1 and the hub’s reason when its hello is refused', async () => {
    const { dataDir, nextClient } = await startFakeHub((socket, status) => socket.write(status))
    const door = startBellhop(dataDir, ['listen', '--id', 'robot', '--json'])
    const client = await nextClient()
    await nextFrame(client)
    const error = { code: 'id_taken', message: 'This ID belongs to another device.', field: 'id' }
    say(client, { type: 'error', ref: 'hello', ...error })
    const { code, stderr } = await door.ended
    expect([code, JSON.parse(stderr)]).toEqual([1, { error }])
  })

  it('says what the hub complains of, and goes on', async () => {
    const { dataDir, nextClient } = await startFakeHub((socket, status) => socket.write(status))
    const door = startBellhop(dataDir, ['listen', '--id', 'robot'])
    const client = await nextClient()
    await nextFrame(client)
    say(client, { type: 'error', code: 'unknown_id', message: 'No such notification.' })
    say(client, { type: 'error', code: 'rate_limited', message: 'Too many at once.' })
    say(client, welcome)
    expect(await door.line('stderr')).toBe('Too many at once.')
    expect(await door.line('stderr')).toMatch(/^Listening as robot/)
  })
})

// A hub announced by mDNS: asked by a socket that knows nothing of the library, claimed by two at once, and in trouble.

import { createSocket, type Socket } from 'node:dgram'
import { encode, decode, type DecodedPacket } from 'dns-packet'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Discovery } from '../../src/main/hub/discovery/discovery'
import { SERVICE, type Announced } from '../../src/main/hub/discovery/records'
import { Responder } from '../../src/main/hub/discovery/responder'
import { systemClock } from '../../src/main/hub/ports'
import { SILENT, startHub } from '../support/hub'

const GROUP = '224.0.0.251'
const LOOPBACK = '127.0.0.1'
const HUB = { instance: 'Studio', host: 'studio.local', port: 9999, ipv4: [LOOPBACK], ipv6: [] }

/** A socket of ours; `joins` = the port of the group whose talk it hears. */
async function socket(joins: number | null = null): Promise<Socket> {
  const made = createSocket({ type: 'udp4', reuseAddr: true })
  onTestFinished(() => void made.close())
  await new Promise<void>((resolve) => made.bind(joins ?? 0, '0.0.0.0', resolve))
  if (joins !== null) made.addMembership(GROUP, LOOPBACK)
  made.setMulticastInterface(LOOPBACK)
  return made
}

/** A port for a group of the test's own, that nobody else talks to. */
async function groupPort(): Promise<number> {
  const probe = createSocket('udp4')
  await new Promise<void>((resolve) => probe.bind(0, '0.0.0.0', resolve))
  const { port } = probe.address()
  await new Promise<void>((resolve) => probe.close(resolve))
  return port
}

/** Everything that this socket hears from now on until something is right. */
function hears(on: Socket, isRight: (packet: DecodedPacket) => boolean): Promise<DecodedPacket> {
  return new Promise((resolve) => {
    on.on('message', (message) => {
      const packet = read(message)
      if (packet && isRight(packet)) resolve(packet)
    })
  })
}

/** Null where it is no packet: others may say anything on a port that was free before. */
function read(message: Buffer): DecodedPacket | null {
  try {
    return decode(message)
  } catch {
    return null
  }
}

const isAnswer = ({ type }: DecodedPacket) => type === 'response'
const namesIn = ({ answers = [] }: DecodedPacket): unknown[] =>
  answers.flatMap((one) => (one.type === 'PTR' ? [one.data] : []))

function announce(port: number, hub: Partial<Announced> = {}): Responder {
  const onFailed = (error: Error) => {
    throw error
  }
  const made = new Responder({ hub: { ...HUB, ...hub }, port, clock: systemClock, onFailed })
  onTestFinished(() => made.stop())
  return made
}

describe('a hub', () => {
  it('says that it is there, is found by who asks, and says goodbye', async () => {
    const port = await groupPort()
    const listener = await socket(port)
    const announced = hears(listener, (packet) => isAnswer(packet) && namesIn(packet).length > 0)
    const responder = announce(port)
    expect(namesIn(await announced)).toEqual([`Studio.${SERVICE}`])

    const asker = await socket()
    const answered = hears(asker, isAnswer)
    const question = { type: 'PTR' as const, name: SERVICE }
    asker.send(encode({ type: 'query', id: 77, questions: [question] }), port, GROUP)
    const answer = await answered
    expect(answer).toMatchObject({ id: 77, questions: [question] })
    expect(namesIn(answer)).toEqual([`Studio.${SERVICE}`])
    expect(answer.additionals).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ type: 'SRV', name: `Studio.${SERVICE}` },
          data: expect.objectContaining({ port: 9999, target: 'studio.local' }) as unknown,
        }),
        expect.objectContaining({ type: 'A', name: 'studio.local', data: LOOPBACK }),
      ]),
    )

    const gone = hears(listener, ({ answers = [] }) =>
      answers.some((one) => one.type === 'SRV' && one.ttl === 0),
    )
    await responder.stop()
    await gone
  })

  it('takes another name where its own is taken, and no other notice of what is said', async () => {
    const port = await groupPort()
    const listener = await socket(port)
    const first = hears(listener, (packet) => isAnswer(packet) && namesIn(packet).length > 0)
    announce(port)
    await first
    const second = hears(listener, (packet) => namesIn(packet).includes(`Studio (2).${SERVICE}`))
    announce(port, { port: 8888 })
    await second
  })

  it('answers at most ten times a second, and takes what is no packet for nothing', async () => {
    const port = await groupPort()
    const listener = await socket(port)
    const announced = hears(listener, (packet) => isAnswer(packet) && namesIn(packet).length > 0)
    announce(port)
    await announced
    const asker = await socket()
    let count = 0
    asker.on('message', () => (count += 1))
    asker.send(Buffer.from('no packet at all'), port, GROUP)
    const last = hears(asker, ({ id }) => id === 1)
    const question = { type: 'PTR' as const, name: SERVICE }
    const ask = (id: number) =>
      asker.send(encode({ type: 'query', id, questions: [question] }), port, GROUP)
    for (let id = 100; id > 0; id -= 1) ask(id)
    // The first of another second is answered again.
    const again = setInterval(() => ask(1), 300)
    onTestFinished(() => clearInterval(again))
    await last
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(31)
  })
})

describe('discovery', () => {
  it('is no trouble of the hub’s where the port is another’s alone', async () => {
    const other = createSocket('udp4')
    onTestFinished(() => void other.close())
    await new Promise<void>((resolve) => other.bind(0, '0.0.0.0', resolve))
    const failed = new Promise<unknown>((resolve) => {
      const hub = { ...HUB }
      const { port } = other.address()
      const made = new Responder({ hub, port, clock: systemClock, onFailed: resolve })
      onTestFinished(() => made.stop())
    })
    expect(await failed).toMatchObject({ code: 'EADDRINUSE' })
  })

  it('is switched on and off while the hub runs, and ends with it', async () => {
    const at = await startHub({ discovery: false })
    expect((await at.hub.configure({ discovery: true })).state).toBe('listening')
    expect((await at.hub.configure({ discovery: false })).state).toBe('listening')
    await at.hub.configure({ discovery: true })
    await at.hub.stop()
    const lone = new Discovery({ clock: systemClock, log: SILENT })
    await lone.stop()
  })
})

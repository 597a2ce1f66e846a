// Peers of the control socket that misbehave: each is bounded, and none keeps the owner out.

import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createControl } from '../../src/main/hub/doors/control'
import type { Clock, Hub } from '../../src/main/hub/hub'
import { HandClock } from '../support/clock'
import { ControlPeer } from '../support/control-peer'
import type { BackupView } from '../../src/shared/views'
import { SILENT, startHub, temporaryFolder } from '../support/hub'

const MIB = 1_048_576

/** A socket over a hub of which only these methods are there, with time that stands still. */
async function openControl(hub: Partial<Hub>) {
  const dataDir = temporaryFolder()
  const clock = new WatchedClock()
  const errors: string[] = []
  const log = { ...SILENT, error: (message: string) => void errors.push(message) }
  const control = createControl({ hub: hub as Hub, dataDir, log, clock })
  await control.open()
  onTestFinished(() => control.close())
  return { clock, errors, control, connect: () => new ControlPeer(join(dataDir, 'control.sock')) }
}

/** Tells when something is due after so many milliseconds, so that a test need not guess. */
class WatchedClock implements Clock {
  readonly #hand = new HandClock()
  readonly #set: number[] = []
  #look: () => void = () => undefined

  nowMs = this.#hand.nowMs
  monotonicMs = this.#hand.monotonicMs
  uptimeMs = this.#hand.uptimeMs

  after = (ms: number, call: () => void) => {
    const timer = this.#hand.after(ms, call)
    this.#set.push(ms)
    this.#look()
    return timer
  }

  advance(ms: number): void {
    this.#hand.advance(ms)
  }

  /** Resolves once a timer of this span was set so many times. */
  whenSet(ms: number, times = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.#set.filter((one) => one === ms).length >= times) resolve()
      }
      this.#look()
    })
  }
}

/** Work that never ends, and a word when so many have begun it. */
function endless() {
  let begun = 0
  let look: () => void = () => undefined
  const list = (): Promise<never> => {
    begun += 1
    look()
    return new Promise(() => undefined)
  }
  const whenBegun = (times: number): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (begun >= times) resolve()
      }
      look()
    })
  return { list, whenBegun }
}

const LINE_MS = 10_000
const REST_MS = 60_000
const RUN_MS = 30_000
const ALIVE_MS = 2_000

const empty = { requests: () => [] }

describe('a hostile peer', () => {
  it.each([
    ['garbage', 'no json\n'],
    ['an array', '[1,2]\n'],
    ['null', 'null\n'],
    ['an empty line', '\n'],
    ['no id', '{"command":"status"}\n'],
    ['an id of text', '{"id":"1","command":"status"}\n'],
    ['no command', '{"id":1}\n'],
    ['a deep nest', `${'['.repeat(100_000)}\n`],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"id":1,"command":"requests","x":"\u00ff"}\n', 'latin1'),
    ],
  ])('that sends %s is told, and may go on', async (_name, bytes) => {
    const { connect } = await openControl(empty)
    const peer = connect()
    peer.raw(bytes)
    expect(await peer.end(null)).toMatchObject({ ok: false, code: 'bad_frame' })
    peer.request(2, 'requests')
    expect(await peer.end(2)).toMatchObject({ ok: true, items: 0 })
  })

  it('that sends a line of over 1 MiB is told and let go', async () => {
    const { connect } = await openControl(empty)
    const peer = connect()
    peer.raw(Buffer.alloc(3 * MIB, 'x'))
    expect(await peer.end(null)).toMatchObject({ ok: false, code: 'too_large' })
    await peer.closed
  })

  it('that never ends its huge line is cut off', async () => {
    const { connect, clock } = await openControl(empty)
    const peer = connect()
    peer.socket.pause()
    const flood = (): void => {
      while (!peer.socket.destroyed && peer.socket.write(Buffer.alloc(MIB, 'x')));
    }
    peer.socket.on('drain', flood)
    flood()
    peer.socket.resume()
    await peer.end(null)
    clock.advance(LINE_MS)
    await peer.closed
  })

  it('may send a line of exactly 1 MiB', async () => {
    const { connect } = await openControl(empty)
    const peer = connect()
    const rest = '{"id":1,"command":"requests","input":null,"fill":""}'
    const fill = 'x'.repeat(MIB - rest.length)
    peer.raw(`${rest.slice(0, -2)}${fill}"}\n`)
    expect(await peer.end(1)).toMatchObject({ ok: true })
    peer.raw(`${rest.slice(0, -2)}${fill}x"}\n`)
    expect(await peer.end(null)).toMatchObject({ code: 'too_large' })
  })

  it('that sends half a line and falls silent is let go after 10 s', async () => {
    const { connect, clock } = await openControl(empty)
    const peer = connect()
    peer.request(1, 'requests')
    await peer.end(1)
    peer.raw('{"id":2,')
    await clock.whenSet(LINE_MS)
    clock.advance(LINE_MS)
    await peer.closed
    expect(peer.lines).toHaveLength(1)
  })

  it('that says nothing at all is let go after a minute', async () => {
    const { connect, clock } = await openControl(empty)
    const peer = connect()
    await clock.whenSet(REST_MS)
    clock.advance(REST_MS)
    await peer.closed
  })

  it('that gives a half line byte by byte does not get more time', async () => {
    const { connect, clock } = await openControl(empty)
    const peer = connect()
    peer.raw('{')
    await clock.whenSet(LINE_MS)
    clock.advance(LINE_MS - 1)
    peer.raw('"')
    await turns(50)
    clock.advance(1)
    await peer.closed
  })

  it('that leaves in the middle of a request harms nobody', async () => {
    const { list, whenBegun } = endless()
    const { connect, errors, clock } = await openControl({ ...empty, list })
    const peer = connect()
    peer.request(1, 'list', {})
    await whenBegun(1)
    peer.socket.destroy()
    await peer.closed
    clock.advance(RUN_MS)
    const next = connect()
    next.request(1, 'requests')
    expect(await next.end(1)).toMatchObject({ ok: true })
    expect(errors).toEqual([])
  })

  it('that waits for an answer that never comes is told after half a minute', async () => {
    const { connect, clock } = await openControl(endless())
    const peer = connect()
    peer.request(1, 'list', {})
    await clock.whenSet(RUN_MS)
    clock.advance(RUN_MS)
    expect(await peer.end(1)).toMatchObject({ ok: false, code: 'internal' })
  })

  it('that asked for what lasts hears how far it is, and then what came of it, however late', async () => {
    let finish: (made: BackupView) => void = () => undefined
    const made = new Promise<BackupView>((resolve) => (finish = resolve))
    let share: number | null = 0.25
    const { connect, clock } = await openControl({
      backUp: () => made,
      backupProgress: () => share,
    })
    const peer = connect()
    peer.request(1, 'backup')
    for (let told = 1; told <= 100; told++) {
      await clock.whenSet(ALIVE_MS, told)
      clock.advance(ALIVE_MS)
      if (told === 50) share = null
    }
    const backup = { time: '2026-11-30T03:00:00.000Z', path: '/b', bytes: 1, notifications: 2 }
    finish(backup)
    expect(await peer.end(1)).toEqual({ id: 1, ok: true, value: backup })
    const progress = peer.lines.filter((line) => 'progress' in line)
    expect(progress).toHaveLength(100)
    expect(progress[0]).toEqual({ id: 1, progress: 0.25 })
    expect(progress.at(-1)).toEqual({ id: 1, progress: null })
  })

  it('that asked for what lasts is told no more than that it failed, when it did', async () => {
    const { connect, errors } = await openControl({
      erase: () => Promise.reject(new Error('secret detail')),
    })
    const peer = connect()
    peer.request(1, 'erase', { all: true })
    const answer = await peer.end(1)
    expect(answer).toMatchObject({ ok: false, code: 'internal' })
    expect(JSON.stringify(answer)).not.toContain('secret')
    expect(errors).toHaveLength(1)
  })

  it('gets no stack and no message of what broke in the hub', async () => {
    const { connect, errors } = await openControl({
      list: () => Promise.reject(new Error('secret detail')),
    })
    const peer = connect()
    peer.request(1, 'list', {})
    const answer = await peer.end(1)
    expect(answer).toMatchObject({ ok: false, code: 'internal' })
    expect(JSON.stringify(answer)).not.toContain('secret')
    expect(errors).toHaveLength(1)
  })

  it('that does not read its answer holds up nobody else', async () => {
    const hub = await startHub()
    const content = { body: 'x'.repeat(60_000), format: 'text', priority: 3 } as const
    for (let n = 0; n < 20; n++) await hub.hub.publish({ to: ['hub'], content })
    const path = join(hub.dataDir, 'control.sock')
    const deaf = new ControlPeer(path)
    deaf.socket.pause()
    for (let id = 1; id <= 50; id++) deaf.request(id, 'list', {})
    const other = new ControlPeer(path)
    other.request(1, 'status')
    expect(await other.end(1)).toMatchObject({ ok: true })
  })
})

describe('a hundred peers', () => {
  it('that rest make room for one who asks', async () => {
    const { connect } = await openControl(empty)
    const resting = Array.from({ length: 100 }, connect)
    await Promise.all(resting.map((peer) => peer.connected()))
    const owner = connect()
    owner.request(1, 'requests')
    expect(await owner.end(1)).toMatchObject({ ok: true })
    await resting[0]?.closed
    expect(resting.filter((peer) => !peer.isClosed).length).toBeLessThanOrEqual(32)
  })

  it('that are all at work leave the newest to come again', async () => {
    const { list, whenBegun } = endless()
    const { connect } = await openControl({ list })
    const busy = Array.from({ length: 32 }, connect)
    for (const peer of busy) peer.request(1, 'list', {})
    await whenBegun(32)
    const newest = connect()
    expect(await newest.end(null)).toMatchObject({ ok: false, code: 'rate_limited' })
    await newest.closed
    expect(busy.every((peer) => !peer.isClosed)).toBe(true)
  })

  it('that ask at once are all answered', async () => {
    const { connect } = await openControl(empty)
    const answers = Array.from({ length: 30 }, async (_, id) => {
      const peer = connect()
      peer.request(id, 'requests')
      return peer.end(id)
    })
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: true })
  })
})

/** Lets what is on its way between two sockets of this process arrive. */
async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}

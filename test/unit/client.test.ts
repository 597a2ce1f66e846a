// The pure rules of the JavaScript client: for whom an event is, and how long to wait before the next try.

import { describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest'
import { isFor } from '../../src/client/audience'
import { delayMs } from '../../src/client/backoff'
import { Keeping, memory } from '../../src/client/keeping'
import { Line } from '../../src/client/line'
import { Outbox } from '../../src/client/outbox'
import type { Accepted, Device, Notification, Waiting } from '../../src/client/types'
import { isFor as isForProgram } from '../../src/main/cli/audience'
import type * as model from '../../src/shared/model'
import type * as frames from '../../src/shared/protocol/frames'

const ME = { id: 'Tv', name: 'TV', topics: ['Garden'] }
const other = { id: 'phone', name: 'Phone' }

describe('an event', () => {
  test.each([
    [['tv'], other, true],
    [['TV', 'x'], other, true],
    [['phone'], other, false],
    [['*'], other, true],
    [['*'], { id: 'TV', name: '' }, false],
    [['*', 'tv'], { id: 'tv', name: '' }, true],
    [['*', '!tv'], other, false],
    [['tv', '!TV'], other, false],
    [['#garden'], other, true],
    [['#GARDEN'], ME, true],
    [['#kitchen'], other, false],
    [['hub'], other, false],
    [[], other, false],
  ])('to %j from %j: %s', (to, from, mine) => {
    expect(isFor(ME, { to, from })).toBe(mine)
    // The command line says the same.
    expect(isForProgram('Tv', ['Garden'], { to, from: from as never })).toBe(mine)
  })
})

describe('what was shown', () => {
  test('is known for a thousand and no more, in memory as in the store', () => {
    const store = memory()
    const keeping = new Keeping(store, 'tv')
    for (let seq = 1; seq <= 2_500; seq += 500)
      keeping.see(Array.from({ length: 500 }, (_, at) => ({ id: `n${seq + at}`, seq: seq + at })))
    for (const one of [keeping, new Keeping(store, 'tv')]) {
      expect(one.hasSeen('n1500')).toBe(false)
      expect(one.hasSeen('n1501')).toBe(true)
      expect(one.hasSeen('n2500')).toBe(true)
      expect(one.seq).toBe(2_500)
    }
  })
})

describe('the outbox', () => {
  test('writes the answers to a thousand down together, and sends none of them again', async () => {
    const store = memory()
    const calls = { getItem: 0, setItem: 0 }
    const counted = {
      ...store,
      getItem: (key: string) => (calls.getItem++, store.getItem(key)),
      setItem: (key: string, value: string) => {
        calls.setItem++
        store.setItem(key, value)
      },
    }
    const keeping = new Keeping(counted, 'tv')
    const told: number[] = []
    const outbox = new Outbox(keeping, (name, event) => {
      if (name === 'outbox') told.push((event as readonly unknown[]).length)
    })
    const answers = Array.from({ length: 1_000 }, () => outbox.put({ type: 'notify', body: 'x' }))
    const sent: string[] = []
    calls.getItem = calls.setItem = told.length = 0
    outbox.open((frame) => sent.push((frame as { ref: string }).ref))
    for (const ref of sent) outbox.answered({ type: 'accepted', ref })
    await Promise.all(answers)
    expect([sent.length, new Set(sent).size, keeping.outbox.length]).toEqual([1_000, 1_000, 0])
    expect(calls.setItem).toBeLessThan(10)
    expect(calls.getItem).toBeLessThan(100)
    await expect.poll(() => told.at(-1)).toBe(0)
    expect(new Keeping(store, 'tv').outbox).toEqual([])
    outbox.end()
  })

  test('refuses a ref that no answer could name', async () => {
    const outbox = new Outbox(new Keeping(memory(), 'tv'), () => undefined)
    await expect(outbox.put({ type: 'notify', ref: 'x'.repeat(129) })).rejects.toMatchObject({
      code: 'bad_field',
      field: 'ref',
    })
  })

  test('that ends writes down at once what was answered', () => {
    const store = memory()
    const outbox = new Outbox(new Keeping(store, 'tv'), () => undefined)
    outbox.put({ type: 'notify', body: 'one', ref: 'one' }).catch(() => undefined)
    outbox.put({ type: 'notify', body: 'two', ref: 'two' }).catch(() => undefined)
    outbox.open(() => undefined)
    outbox.answered({ type: 'accepted', ref: 'one' })
    outbox.end()
    expect(new Keeping(store, 'tv').outbox.map(({ ref }) => ref)).toEqual(['two'])
  })
})

describe('what the store has no room for', () => {
  /** A store that takes so many characters of outbox. */
  function smallStore() {
    const store = memory()
    const room = { left: 1_000 }
    const setItem = (key: string, value: string): void => {
      if (value.length > room.left) throw new Error('quota')
      store.setItem(key, value)
    }
    return { room, store: { ...store, setItem } }
  }
  const bodies = (keeping: Keeping) => keeping.outbox.map((entry) => entry['body'])

  function made() {
    const { room, store } = smallStore()
    const keeping = new Keeping(store, 'tv')
    const outbox = new Outbox(keeping, () => undefined)
    onTestFinished(() => outbox.end())
    const sent: Waiting[] = []
    const open = (): void => outbox.open((frame) => sent.push(frame as Waiting))
    const put = (body: string) => {
      const answer = outbox.put({ type: 'notify', body })
      answer.catch(() => undefined)
      return answer
    }
    const accept = (): void =>
      void outbox.answered({ type: 'accepted', ref: sent.at(-1)?.ref ?? '' })
    return { room, store, keeping, outbox, sent, open, put, accept }
  }

  test('is refused while the hub is away, and goes from memory while it is there, in order', async () => {
    const { room, store, keeping, sent, open, put, accept } = made()
    void put('kept')
    room.left = 0
    await expect(put('away')).rejects.toMatchObject({ code: 'store_full' })
    open()
    const answers = [put('one'), put('two')]
    expect(bodies(keeping)).toEqual(['kept', 'one', 'two'])
    expect(keeping.unkept.map(({ body }) => body)).toEqual(['one', 'two'])
    expect(new Keeping(store, 'tv').outbox).toHaveLength(1)
    for (const body of ['kept', 'one', 'two']) {
      expect(sent.at(-1)).toMatchObject({ body })
      accept()
    }
    await Promise.all(answers)
    expect([keeping.outbox, keeping.unkept]).toEqual([[], []])
  })

  test('waits in memory over a lost connection, and is kept as soon as there is room', () => {
    const { room, store, keeping, outbox, sent, open, put } = made()
    open()
    room.left = 0
    void put('one')
    outbox.shut()
    open()
    expect(sent.map(({ body }) => body)).toEqual(['one', 'one'])
    room.left = 1_000
    void put('two')
    expect(keeping.unkept).toEqual([])
    expect(bodies(new Keeping(store, 'tv'))).toEqual(['one', 'two'])
  })

  test('costs nothing of what is kept', () => {
    const { room, store, keeping, open, put, accept } = made()
    void put('a'.repeat(100))
    void put('b'.repeat(100))
    open()
    room.left = 250
    void put('c'.repeat(200))
    accept()
    keeping.settle()
    expect(keeping.unkept).toHaveLength(1)
    expect(bodies(new Keeping(store, 'tv'))).toEqual(['b'.repeat(100)])
    accept()
    accept()
    keeping.settle()
    expect([keeping.outbox, keeping.unkept, new Keeping(store, 'tv').outbox]).toEqual([[], [], []])
  })
})

describe('the line of what waits', () => {
  const to = (ref: string, address?: string) => ({ type: 'notify', ref, to: address })

  test('takes up again what stood aside, in its place, later each time it was refused', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const line = new Line()
    const over: number[] = []
    const rest = (): boolean => line.rest('a', 0, () => over.push(Date.now() - startMs))
    line.fill([to('a', 'tv'), to('b', 'TV'), to('c', 'lamp')])
    const startMs = Date.now()
    rest()
    expect(line.next()?.ref).toBe('c')
    line.leave('c')
    expect(line.next()).toBeUndefined()
    vi.advanceTimersByTime(5_000)
    expect(line.next()?.ref).toBe('a')
    for (const seconds of [10, 20, 40, 60, 60]) {
      rest()
      vi.advanceTimersByTime(seconds * 1_000)
    }
    expect(over).toEqual([5_000, 15_000, 35_000, 75_000, 135_000, 195_000])
    line.leave('a')
    expect(line.next()?.ref).toBe('b')
  })

  test('lets ten stand aside and no more, and none of them any longer once they are woken', () => {
    const line = new Line()
    const refs = Array.from({ length: 11 }, (_, at) => `r${String(at)}`)
    line.fill(refs.map((ref) => to(ref, ref)))
    expect(refs.map((ref) => line.rest(ref, 0, () => undefined))).toEqual(
      refs.map((_, at) => at < 10),
    )
    expect(line.next()?.ref).toBe('r10')
    line.wake()
    expect(line.next()?.ref).toBe('r0')
  })
})

describe('the wait before the next try', () => {
  test('begins at half a second to one, and grows to half a minute and no more', () => {
    expect(delayMs(0, () => 0)).toBe(500)
    expect(delayMs(0, () => 1)).toBe(1_000)
    expect(delayMs(3, () => 1)).toBe(8_000)
    for (const tries of [5, 10, 1_000, 1e9]) {
      expect(delayMs(tries, () => 0)).toBe(500)
      expect(delayMs(tries, () => 1)).toBe(30_000)
    }
  })

  test('spreads those that lost the same hub at once', () => {
    // 10,000 devices at the tries they make within a minute: in no tenth of a second do a tenth of them come.
    const perTenth = new Map<number, number>()
    for (let device = 0; device < 10_000; device++) {
      let at = 0
      for (let tries = 0; at < 60_000; tries++) {
        at += delayMs(tries, Math.random)
        const tenth = Math.floor(at / 100)
        perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1)
      }
    }
    const first = [...perTenth].filter(([tenth]) => tenth >= 10).map(([, count]) => count)
    expect(Math.max(...first)).toBeLessThan(1_000)
    expect(Math.max(...perTenth.values())).toBeLessThan(2_500)
  })
})

test('its types say what the hub sends', () => {
  expectTypeOf<model.Notification>().toExtend<Notification>()
  expectTypeOf<model.Device>().toExtend<Device>()
  expectTypeOf<frames.Accepted & { ref: string }>().toExtend<Accepted>()
})

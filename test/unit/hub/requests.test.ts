// Who waits before the door: one request each, so many of them, so much held, and nothing lost in silence.

import { describe, expect, it } from 'vitest'
import { Requests, type Asks, type Held } from '../../../src/main/hub/devices/requests'
import type { Evidence } from '../../../src/main/hub/listener/types'
import type { DeviceId } from '../../../src/shared/model'
import { REQUESTS } from '../../../src/shared/protocol/limits'
import { evidence, lanDevice } from '../../support/evidence'

const asks = (id: string | null, peer: Evidence = lanDevice(), name = id ?? 'somebody'): Asks => ({
  id: id as DeviceId | null,
  name,
  kind: 'phone',
  peer,
})

const held = (body: string, answer?: Held['answer']): Held => ({
  draft: { to: ['hub'], content: { body, format: 'text', priority: 3 } },
  timeMs: 0,
  ...(answer ? { answer } : {}),
})

describe('a request', () => {
  it('is one for each ID, in any case, with the newest name and socket', () => {
    const requests = new Requests<object>()
    const [first, second] = [{}, {}]
    requests.ask(asks('Phone', lanDevice(), 'Old'), first, 0)
    const again = requests.ask(asks('PHONE', lanDevice(), 'New'), second, 9)
    expect(again).toMatchObject({ id: 'Phone', name: 'New', sinceMs: 0 })
    expect(again?.asker).toBe(second)
    expect(requests.views()).toHaveLength(1)
  })

  it('for an ID that another address asks for is none', () => {
    const requests = new Requests<object>()
    requests.ask(asks('phone', lanDevice(1)), null, 0)
    expect(requests.ask(asks('phone', lanDevice(2)), null, 0)).toBeNull()
    expect(requests.views()).toHaveLength(1)
  })

  it('without an ID is one for each address', () => {
    const requests = new Requests<object>()
    requests.ask(asks(null, lanDevice(1)), null, 0)
    requests.ask(asks(null, lanDevice(1)), null, 0)
    requests.ask(asks(null, lanDevice(2)), null, 0)
    expect(requests.views().map(({ key }) => key)).toEqual([
      'address:192.168.1.1',
      'address:192.168.1.2',
    ])
  })

  it('shows who asks: a page of this computer by its origin, others by their address', () => {
    const requests = new Requests<object>()
    const page = evidence({ origin: 'local', originText: 'http://localhost:5500' })
    requests.ask(asks('tab', page), {}, 0)
    requests.ask(asks('phone', { ...lanDevice(), originText: 'http://evil.test' }), null, 0)
    expect(requests.views()).toMatchObject([
      {
        key: 'id:tab',
        origin: 'http://localhost:5500',
        isOnline: true,
        since: '1970-01-01T00:00:00.000Z',
      },
      { key: 'id:phone', origin: null, address: '192.168.1.57', isOnline: false },
    ])
  })

  it('holds five notifications and no sixth', () => {
    const requests = new Requests<object>()
    const request = requests.ask(asks('phone'), null, 0)
    if (!request) throw new Error('nobody asks')
    const taken = Array.from({ length: 6 }, (_, n) => requests.hold(request, held(String(n))))
    expect(taken).toEqual([true, true, true, true, true, false])
    expect(requests.views()[0]?.held.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4'])
  })

  it('outlasts its socket, unless it is bare', () => {
    const requests = new Requests<object>()
    const [bare, named, spoken] = [{}, {}, {}]
    requests.ask(asks(null, lanDevice(1)), bare, 0)
    requests.ask(asks('phone', lanDevice(2)), named, 0)
    const request = requests.ask(asks(null, lanDevice(3)), spoken, 0)
    if (request) requests.hold(request, held('hello'))
    expect([bare, named, spoken].map((one) => requests.left(one))).toEqual([true, true, true])
    expect(requests.left({})).toBe(false)
    expect(requests.views().map(({ key, isOnline }) => [key, isOnline])).toEqual([
      ['id:phone', false],
      ['address:192.168.1.3', false],
    ])
  })

  it('is taken once', () => {
    const requests = new Requests<object>()
    requests.ask(asks('phone'), null, 0)
    expect(requests.take('id:phone')).not.toBeNull()
    expect(requests.take('id:phone')).toBeNull()
  })
})

describe('too many requests', () => {
  const fill = (requests: Requests<object>, asker: object | null): void => {
    for (let n = 0; n < REQUESTS.waiting; n++)
      requests.ask(asks(`d${String(n)}`, lanDevice(n)), asker, n)
  }

  it('make room by the oldest that has left', () => {
    const requests = new Requests<object>()
    const gone = {}
    requests.ask(asks('first', lanDevice(200)), {}, 0)
    requests.ask(asks('second', lanDevice(201)), gone, 0)
    requests.left(gone)
    fill(requests, {})
    const ids = requests.views().map(({ id }) => id)
    expect(ids).toHaveLength(REQUESTS.waiting)
    expect(ids).not.toContain('second')
  })

  it('of one address crowd out nobody else', () => {
    const requests = new Requests<object>()
    requests.ask(asks('phone', lanDevice(200)), null, 0)
    for (let n = 0; n < REQUESTS.waiting * 2; n++)
      requests.ask(asks(`d${String(n)}`, lanDevice(1)), {}, n)
    expect(requests.get('id:phone')).not.toBeNull()
    expect(requests.views()).toHaveLength(REQUESTS.waiting)
  })

  it('answer what they held, so that nobody waits in vain', () => {
    const requests = new Requests<object>()
    const codes: string[] = []
    const request = requests.ask(asks('first', lanDevice(200)), {}, 0)
    const answer: Held['answer'] = (result) =>
      codes.push('code' in result ? result.code : 'accepted')
    if (request) requests.hold(request, held('hello', answer))
    fill(requests, {})
    expect(codes).toEqual(['not_trusted'])
    expect(requests.get('id:first')).toBeNull()
  })
})

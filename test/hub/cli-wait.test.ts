// `bellhop send --wait`: it ends when the notification has come where it was to come, and shows the way there.

import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST, startBellhop } from '../support/doors'
import { startHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

describe('send --wait', () => {
  it('ends when all have it, and says how far it came until then', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone', { ack: 'manual' })
    const door = startBellhop(hub.dataDir, ['send', '--to', 'phone', '--wait', 'Dinner'])
    const { id } = await phone.next('event')
    expect(await door.line()).toMatch(/ is for phone$/)
    expect(await door.line()).toMatch(/^ {2}phone {2}(Sent|Waiting)$/)
    phone.send({ type: 'ack', id })
    await door.until(() => door.stdout.includes('Delivered'), 'the delivery')
    expect((await door.ended).code).toBe(0)
  })

  it('waits for a reader with --until read, and tells what was answered', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone', { ack: 'manual' })
    const words = ['--until', 'read', '--action', 'come=I come', '--action', 'say=Reply=reply']
    const more = ['--action', 'see=Menu=https://nas.local/?a=b', 'Dinner', '--json']
    const door = startBellhop(hub.dataDir, ['send', '--to', 'phone', ...words, ...more])
    const { id, actions } = await phone.next('event')
    expect(actions).toEqual([
      { id: 'come', label: 'I come' },
      { id: 'say', label: 'Reply', reply: true },
      { id: 'see', label: 'Menu', url: 'https://nas.local/?a=b' },
    ])
    phone.send({ type: 'ack', id })
    await door.until(() => door.stdout.includes('delivered'), 'the delivery')
    phone.send({ type: 'act', id, action: 'say', text: 'In five' })
    const { code, stdout } = await door.ended
    expect(code).toBe(0)
    const [accepted, ...receipts] = jsonLines(stdout)
    expect(accepted).toMatchObject({ type: 'accepted', id })
    expect(receipts.at(-1)).toMatchObject({
      ...{ type: 'receipt', id, device: 'phone', state: 'acted', action: 'say', text: 'In five' },
    })
  })

  it('ends with 4 where it does not come in time, or not at all any more', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    phone.end()
    await phone.closed
    const late = ['send', '--to', 'phone', '--wait', '--timeout', '0.2', '--json', 'x']
    const { code, stderr } = await bellhop(hub.dataDir, late)
    expect([code, JSON.parse(stderr)]).toMatchObject([4, { error: { code: 'unconfirmed' } }])
    const door = startBellhop(hub.dataDir, ['send', '--to', 'phone', '--wait', 'y'])
    const id = /^\S+/.exec(await door.line())?.[0] ?? ''
    await door.line()
    expect((await bellhop(hub.dataDir, ['cancel', id])).code).toBe(0)
    expect(await door.ended).toMatchObject({ code: 4, stderr: 'It will not come to: phone\n' })
  })

  it('follows at a hub elsewhere as well, by the sender’s right to its receipts', async () => {
    const hub = await startHub()
    await hub.device('phone')
    const { code, stdout } = await bellhop(null, [
      ...['send', '--url', hub.url, '--to', 'phone', '--wait', '--json', 'x'],
    ])
    expect([code, jsonLines(stdout).at(-1)]).toMatchObject([
      0,
      { device: 'phone', state: 'delivered' },
    ])
  })

  it('rings again and goes on to others by options', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    await hub.device('tv')
    const words = ['--ring', '30', '--then', '120=tv,hub', '--replace', 'bell', 'Door']
    expect((await bellhop(hub.dataDir, ['send', '--to', 'phone', ...words])).code).toBe(0)
    expect(await phone.next('event')).toMatchObject({
      ...{ until: 'ack', repeat: 30, replace: 'bell' },
      then: [{ after: 120, to: ['tv', 'hub'] }],
    })
  })

  it.each([
    [['--timeout', '5', 'x']],
    [['--until', 'midnight', 'x']],
    [['--wait', '--at', '2099-01-01T00:00', 'x']],
    [['--action', 'nolabel', 'x']],
    [['--then', 'soon=tv', 'x']],
  ])('is 2 for %j, before anything is sent', async (words) => {
    const hub = await startHub()
    expect(await bellhop(hub.dataDir, ['send', ...words])).toMatchObject({ code: 2 })
    expect(hub.hub.counts().total).toBe(0)
  })
})

// `read`, `dismiss`, `act` and `cancel` of the command line.

import { describe, expect, it, vi } from 'vitest'
import { bellhop, PROCESS_TEST } from '../support/doors'
import { startHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

const MISSING = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

async function stage() {
  const hub = await startHub()
  const [nas, phone] = [await hub.device('nas'), await hub.device('phone')]
  const actions = [{ id: 'say', label: 'Reply', reply: true }]
  nas.send({ type: 'notify', to: ['hub', 'phone'], body: 'x', receipts: true, actions })
  const id = (await nas.next('accepted'))['id'] as string
  await phone.next('event')
  const run = (...args: string[]) => bellhop(hub.dataDir, args)
  return { hub, nas, phone, id, run }
}

describe('what the owner does about a notification', () => {
  it('is done, told to the receivers and the sender, and said in a sentence or as JSON', async () => {
    const { nas, phone, id, run } = await stage()
    expect(await run('read', id)).toMatchObject({ code: 0, stdout: 'Marked as read: 1\n' })
    expect(await phone.next('state')).toMatchObject({ id, state: 'read', by: { id: 'hub' } })
    const acted = await run('act', id, 'say', 'On', 'my', 'way')
    expect(acted).toMatchObject({ code: 0, stdout: 'The sender has been told.\n' })
    expect(await nas.next('action')).toMatchObject({ id, action: 'say', text: 'On my way' })
    expect(await run('dismiss', id.toLowerCase())).toMatchObject({ code: 0 })
    const cancelled = await run('cancel', '--json', id)
    expect([cancelled.code, cancelled.stdout.trim()]).toEqual([0, '{"type":"ok"}'])
    expect(await phone.next('state', (frame) => frame['state'] === 'cancelled')).toMatchObject({
      id,
    })
  })

  it('is refused for what is not there, and nothing is done then', async () => {
    const { hub, id, run } = await stage()
    for (const command of ['read', 'dismiss', 'cancel']) {
      expect(await run(command, id, MISSING)).toMatchObject({ code: 1 })
    }
    expect(await run('act', id, 'other')).toMatchObject({ code: 1 })
    expect(await run('act', id)).toMatchObject({ code: 2 })
    expect(await run('cancel')).toMatchObject({ code: 2 })
    const { items } = await hub.hub.feed({ place: 'inbox', limit: 1 })
    expect(items).toMatchObject([{ isRead: false }])
    expect(items[0]?.ended).toBeUndefined()
  })
})

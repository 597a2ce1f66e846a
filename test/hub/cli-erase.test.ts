// `erase` of the command line, over a hub with real devices.

import { describe, expect, it, vi } from 'vitest'
import { bellhop, PROCESS_TEST } from '../support/doors'
import { startHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

const MISSING = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

async function stage() {
  const hub = await startHub()
  const nas = await hub.device('nas')
  const phone = await hub.device('phone')
  phone.socket.close()
  await phone.closed
  const ids: string[] = []
  for (const body of ['one', 'two']) {
    nas.send({ type: 'notify', to: ['hub', 'phone'], body })
    ids.push((await nas.next('accepted'))['id'] as string)
  }
  return { hub, ids, run: (...args: string[]) => bellhop(hub.dataDir, args) }
}

describe('what the owner erases', () => {
  it('is gone from the list and from the queues, and said', async () => {
    const { hub, ids, run } = await stage()
    const told: string[] = []
    hub.hub.on('removed', (gone) => told.push(...gone))
    const done = await run('erase', ids[0]?.toLowerCase() ?? '')
    expect(done).toMatchObject({ code: 0 })
    expect(done.stdout).toBe('1 notification was erased. Other devices keep what they have.\n')
    expect(await hub.hub.list({ limit: 9 })).toMatchObject([{ id: ids[1] }])
    const phone = await hub.device('phone')
    expect(await phone.next('event')).toMatchObject({ id: ids[1] })
    expect(told).toEqual([ids[0]])
  })

  it('by a date or all wants a word of consent', async () => {
    const { hub, run } = await stage()
    expect(await run('erase', '--all')).toMatchObject({ code: 2, stdout: '' })
    expect(await run('erase', '--before', '2000-01-01')).toMatchObject({ code: 2 })
    const none = await run('erase', '--before', '2000-01-01', '--yes', '--json')
    expect(JSON.parse(none.stdout)).toEqual({ type: 'ok', count: 0, copies: 0 })
    expect(hub.hub.counts().total).toBe(2)
    const all = await run('erase', '--all', '--yes', '--json')
    expect(JSON.parse(all.stdout)).toEqual({ type: 'ok', count: 2, copies: 0 })
    expect(await hub.hub.list({ limit: 9 })).toEqual([])
  })

  it('is nothing when one is not there, or when it is not said what', async () => {
    const { hub, ids, run } = await stage()
    expect(await run('erase', ids[0] ?? '', MISSING)).toMatchObject({ code: 1 })
    expect(await run('erase')).toMatchObject({ code: 2 })
    expect(await run('erase', '--all', '--before', '2000-01-01')).toMatchObject({ code: 2 })
    expect(await run('erase', '--before', 'yesterday')).toMatchObject({ code: 2 })
    expect(hub.hub.counts().total).toBe(2)
  })
})

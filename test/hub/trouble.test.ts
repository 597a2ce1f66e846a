// What goes wrong in the world is a visible state with a way out, and loses nothing.

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Client } from '../support/client'
import { makeHub, startHub } from '../support/hub'

describe('a damaged history', () => {
  it('is a visible state; a fresh start keeps the old file beside the new one', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send('before the damage')
    await client.next('accepted')
    await bell.hub.stop()
    const file = join(bell.dataDir, 'history.db')
    writeFileSync(file, 'this is no database, but it was one'.repeat(500))
    const { hub } = makeHub({}, { dataDir: bell.dataDir })
    try {
      expect(await hub.start()).toMatchObject({
        state: 'failed',
        failure: { code: 'history_damaged' },
      })
      expect(await hub.startFresh()).toMatchObject({ state: 'listening', failure: null })
      expect(hub.counts().total).toBe(0)
      expect(readdirSync(bell.dataDir).join(' ')).toMatch(/history\.db\.corrupt-/)
    } finally {
      await hub.stop()
    }
  })
})

describe('a second hub on the same folder', () => {
  it('says so and leaves the first one alone', async () => {
    const bell = await startHub()
    const { hub } = makeHub({}, { dataDir: bell.dataDir })
    expect(await hub.start()).toMatchObject({ state: 'failed', failure: { code: 'folder_in_use' } })
    await hub.stop()
    const client = await bell.connect()
    client.send('still here')
    await client.next('accepted')
  })
})

describe('a change while it runs', () => {
  it('of the port closes with 1001 and listens anew; devices come back to what waits', async () => {
    const bell = await startHub()
    const device = await bell.device('phone')
    const before = bell.hub.status().port
    await bell.hub.configure({ port: 0, host: '127.0.0.2' })
    expect((await device.closed).code).toBe(1001)
    const { port, state } = bell.hub.status()
    expect(state).toBe('listening')
    expect(port).not.toBe(before)
    const back = new Client(`ws://127.0.0.2:${String(port)}`)
    await back.next('welcome')
    back.end()
  })

  it('of name, policy and routing holds at once', async () => {
    const bell = await startHub()
    await bell.hub.configure({ name: 'Renamed', trust: 'open', routing: 'broadcast' })
    const client = await bell.connect({ headers: { via: 'proxy' } })
    expect(client.frames[0]).toMatchObject({ hub: { name: 'Renamed' }, you: { by: 'open' } })
    expect(bell.hub.status()).toMatchObject({
      name: 'Renamed',
      trust: 'open',
      routing: 'broadcast',
    })
  })
})

describe('a taken port', () => {
  it('is a visible state, names the port, and can be mended while it runs', async () => {
    const first = await startHub()
    const { hub: second } = makeHub({ port: first.port })
    try {
      const failed = await second.start()
      expect(failed).toMatchObject({
        state: 'failed',
        failure: { code: 'port_taken', port: first.port },
      })
      expect(failed.failure?.nextFreePort).toBeGreaterThan(first.port)
      const mended = await second.configure({ port: 0 })
      expect(mended).toMatchObject({ state: 'listening', failure: null })
      const client = new Client(`ws://127.0.0.1:${String(mended.port)}`)
      await client.next('welcome')
      client.end()
    } finally {
      await second.stop()
    }
  })
})

// What goes wrong in the world is a visible state with a way out, and loses nothing.

import { DatabaseSync } from '@photostructure/sqlite'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Client } from '../support/client'
import { makeHub, startHub, temporaryFolder } from '../support/hub'

describe('a damaged history', () => {
  it('is saved as far as it can be read, and the status says so until the owner knows', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    for (const text of ['one', 'two', 'three']) client.send(text)
    for (let count = 0; count < 3; count++) await client.next('accepted')
    await bell.hub.stop()
    const file = openSync(join(bell.dataDir, 'history.db'), 'r+')
    writeSync(file, Buffer.alloc(60, 'x'))
    closeSync(file)
    const again = await startHub({}, { dataDir: bell.dataDir })
    const { salvaged } = again.hub.status()
    expect(salvaged?.notifications).toEqual({ saved: 3, lost: 0 })
    expect(existsSync(salvaged?.aside ?? '')).toBe(true)
    expect((await again.hub.list({ limit: 9 })).map(({ body }) => body)).toEqual([
      'one',
      'two',
      'three',
    ])
    await again.hub.forgetSalvaged()
    expect(again.hub.status().salvaged).toBeNull()
    expect((await again.restart()).hub.status().salvaged).toBeNull()
  })

  it('that breaks while it runs is saved by the hub itself, once', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    for (let count = 0; count < 300; count++) {
      client.send('x'.repeat(60_000))
      await client.next('accepted')
    }
    const states: string[] = []
    const isBack = new Promise<void>((resolve) => {
      bell.hub.on('status', ({ state }) => {
        states.push(state)
        if (state === 'listening') resolve()
      })
    })
    for (const name of ['history.db', 'history.db-wal']) {
      const path = join(bell.dataDir, name)
      writeFileSync(path, Buffer.alloc(statSync(path).size, 'x'), { flag: 'r+' })
    }
    await expect(bell.hub.list({ since: 0, limit: 300 })).rejects.toThrow()
    await isBack
    expect(states).toContain('failed')
    expect(bell.hub.status().salvaged).toMatchObject({ notifications: { saved: 0 } })
    const other = new Client(`ws://127.0.0.1:${String(bell.hub.status().port)}`)
    await other.next('welcome')
    other.send('it goes on')
    await other.next('accepted')
    other.end()
  })

  it('of another program is a visible state; a fresh start keeps it beside the new one', async () => {
    const dataDir = temporaryFolder()
    const database = new DatabaseSync(join(dataDir, 'history.db'))
    database.exec('CREATE TABLE theirs (a)')
    database.close()
    const { hub } = makeHub({}, { dataDir })
    try {
      expect(await hub.start()).toMatchObject({
        state: 'failed',
        failure: { code: 'history_damaged' },
      })
      expect(await hub.startFresh()).toMatchObject({ state: 'listening', failure: null })
      expect(hub.counts().total).toBe(0)
      expect(readdirSync(dataDir).join(' ')).toMatch(/history\.db\.corrupt-/)
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

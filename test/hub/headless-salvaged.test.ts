// What a hub without a window says of a damaged history that it saved.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST, startHeadless } from '../support/doors'
import { temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

describe('a headless hub on a damaged history', () => {
  it('says how much of a damaged history was saved', async () => {
    const dataDir = temporaryFolder()
    const first = await startHeadless(dataDir)
    await bellhop(dataDir, ['send', 'before'])
    first.door.child.kill('SIGTERM')
    await first.door.ended
    const file = join(dataDir, 'history.db')
    const bytes = readFileSync(file)
    writeFileSync(file, Buffer.concat([Buffer.alloc(100, 'x'), bytes.subarray(100)]))
    const { door } = await startHeadless(dataDir)
    expect(door.stderr).toMatch(/The history was damaged\..*saved: 1\..*history\.db\.corrupt-/)
    const status = await bellhop(dataDir, ['status'])
    expect(status.stderr).toContain('The history was damaged.')
    expect((await bellhop(dataDir, ['status', '--known'])).stderr).toBe('')
    const json = jsonLines((await bellhop(dataDir, ['status', '--json'])).stdout)
    expect(json).toMatchObject([{ notifications: 1 }])
    expect(json[0]).not.toHaveProperty('salvaged')
  })
})

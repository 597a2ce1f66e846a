// The settings file of a hub without the app: read strictly, written whole, for its owner alone.

import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSettingsFile } from '../../src/main/headless/settings-file'
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings'
import { temporaryFolder } from '../support/hub'

const STRICT: Partial<Settings> = {
  host: '127.0.0.1',
  trust: 'ask',
  routing: 'addressed',
  allowedHosts: ['nas.example'],
  port: 8080,
}

function fileOf(text?: string) {
  const dataDir = temporaryFolder()
  const path = join(dataDir, 'settings.json')
  if (text !== undefined) writeFileSync(path, text)
  return { dataDir, path, file: createSettingsFile(dataDir) }
}

describe('the settings file', () => {
  it('that is not there is all defaults', async () => {
    const expected = { kind: 'loaded', settings: DEFAULT_SETTINGS, wrong: [] }
    expect(await fileOf().file.load()).toEqual(expected)
  })

  it('keeps what is saved, and what it does not know', async () => {
    const { file, path } = fileOf('{"__internal__":{"migrations":{"version":"1"}},"theme":"dark"}')
    await file.save({ trust: 'open' })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      __internal__: { migrations: { version: '1' } },
      theme: 'dark',
      trust: 'open',
    })
    expect(await file.load()).toMatchObject({ settings: { theme: 'dark', trust: 'open' } })
  })

  it('S-82 is its owner’s alone whatever the umask, also where it stood open', async () => {
    const before = process.umask(0)
    onTestFinished(() => void process.umask(before))
    const { file, path, dataDir } = fileOf('{}')
    expect(statSync(path).mode & 0o077).not.toBe(0)
    await file.save({ theme: 'dark' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['settings.json'])
  })

  it('takes changes one after the other and loses none', async () => {
    const { file } = fileOf()
    await Promise.all([
      file.save({ theme: 'dark' }),
      file.save({ routing: 'broadcast' }),
      file.save({ theme: 'light' }),
    ])
    const settings = { ...DEFAULT_SETTINGS, theme: 'light', routing: 'broadcast' }
    expect(await file.load()).toEqual({ kind: 'loaded', settings, wrong: [] })
  })

  it('stays as it was where it cannot be written, and goes on', async () => {
    const { file, path, dataDir } = fileOf()
    mkdirSync(path)
    await expect(file.save({ theme: 'dark' })).rejects.toThrow()
    expect(readdirSync(dataDir)).toEqual(['settings.json'])
    expect(await file.load()).toMatchObject({ kind: 'damaged' })
  })

  it('replaces a link instead of writing through it', async () => {
    const { file, path } = fileOf()
    const target = join(temporaryFolder(), 'target')
    writeFileSync(target, '{"theme":"dark"}')
    symlinkSync(target, path)
    await file.save({ routing: 'broadcast' })
    expect(readFileSync(target, 'utf8')).toBe('{"theme":"dark"}')
  })
})

describe('S-84 a damaged settings file', () => {
  /** It must be told, or say exactly what was meant: nothing in between. */
  async function opensNothing(text: string): Promise<void> {
    const loaded = await fileOf(text).file.load()
    if (loaded.kind === 'loaded')
      expect(loaded.settings).toEqual({ ...DEFAULT_SETTINGS, ...STRICT })
  }

  const whole = JSON.stringify(STRICT, null, '\t')

  it('opens nothing when it is cut off anywhere', async () => {
    for (let end = 0; end < whole.length; end++) {
      expect(await fileOf(whole.slice(0, end)).file.load()).toMatchObject({ kind: 'damaged' })
    }
  })

  it('opens nothing when a stretch of it is zeros', async () => {
    for (let at = 0; at < whole.length; at++) {
      await opensNothing(`${whole.slice(0, at)}\0\0${whole.slice(at + 2)}`)
    }
  })

  it.each(['port', 'host', 'trust', 'tls', 'publicPeers', 'allowedHosts', 'allowedOrigins'])(
    'is told by the setting that guards: %s',
    async (key) => {
      const { file } = fileOf(JSON.stringify({ ...STRICT, [key]: { wrong: true } }))
      expect(await file.load()).toMatchObject({ kind: 'damaged', keys: [key] })
    },
  )
})

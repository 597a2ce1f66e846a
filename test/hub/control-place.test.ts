// Where the control socket lies, for whom, and what becomes of leftovers. Windows has no such files.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createControl, type Control } from '../../src/main/hub/doors/control'
import type { Hub } from '../../src/main/hub/hub'
import { ControlPeer } from '../support/control-peer'
import { SILENT, startHub, temporaryFolder } from '../support/hub'

const hub = { requests: () => [] } as unknown as Hub

async function open(dataDir: string): Promise<Control> {
  const control = createControl({ hub, dataDir, log: SILENT })
  await control.open()
  onTestFinished(() => control.close())
  return control
}

async function answers(path: string): Promise<void> {
  const peer = new ControlPeer(path)
  peer.request(1, 'requests')
  expect(await peer.end(1)).toMatchObject({ ok: true })
}

function withMask(mask: number): void {
  const before = process.umask(mask)
  onTestFinished(() => void process.umask(before))
}

function runtimeFolder(): string {
  const folder = temporaryFolder()
  chmodSync(folder, 0o700)
  vi.stubEnv('XDG_RUNTIME_DIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder
}

const modeOf = (path: string): number => lstatSync(path).mode & 0o777
const longFolder = (): string => {
  const folder = join(temporaryFolder(), 'x'.repeat(60), 'y'.repeat(60))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

describe('the control socket', () => {
  it('S-82 lies in the data folder, for its owner alone whatever the umask', async () => {
    withMask(0)
    const dataDir = temporaryFolder()
    await open(dataDir)
    expect(modeOf(join(dataDir, 'control.sock'))).toBe(0o600)
    expect(process.umask(0)).toBe(0)
    await answers(join(dataDir, 'control.sock'))
  })

  it('is there, with its folder closed to others, from the start of a hub', async () => {
    withMask(0)
    const dataDir = join(temporaryFolder(), 'new', 'data')
    await startHub({}, { dataDir })
    expect(modeOf(dataDir)).toBe(0o700)
    expect(modeOf(join(dataDir, 'control.sock'))).toBe(0o600)
    const open = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    expect(open.filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0)).toEqual([])
  })

  it('goes when it is closed', async () => {
    const dataDir = temporaryFolder()
    const control = await open(dataDir)
    await control.close()
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('takes the place of one that its hub left behind', async () => {
    const dataDir = temporaryFolder()
    const path = join(dataDir, 'control.sock')
    const crash = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['-e', crash])
    expect(lstatSync(path).isSocket()).toBe(true)
    await open(dataDir)
    await answers(path)
  })

  it('takes the place of whatever else has its name, and follows no link', async () => {
    const dataDir = temporaryFolder()
    const path = join(dataDir, 'control.sock')
    const other = join(temporaryFolder(), 'other')
    writeFileSync(other, 'kept')
    symlinkSync(other, path)
    await open(dataDir)
    expect(lstatSync(path).isSocket()).toBe(true)
    expect(existsSync(other)).toBe(true)
  })

  it('takes the place of a link, also of one to a hub elsewhere', async () => {
    const [dataDir, other] = [temporaryFolder(), temporaryFolder()]
    await open(other)
    symlinkSync(join(other, 'control.sock'), join(dataDir, 'control.sock'))
    await open(dataDir)
    expect(lstatSync(join(dataDir, 'control.sock')).isSocket()).toBe(true)
    await answers(join(other, 'control.sock'))
  })

  it('does not push out a hub that answers', async () => {
    const dataDir = temporaryFolder()
    await open(dataDir)
    await expect(open(dataDir)).rejects.toThrow('Another hub')
    await answers(join(dataDir, 'control.sock'))
  })
})

describe('a path of over 100 bytes', () => {
  it('moves to the runtime folder, and a link leads there', async () => {
    const runtime = runtimeFolder()
    const dataDir = longFolder()
    const control = await open(dataDir)
    const pointer = join(dataDir, 'control.sock')
    const path = readlinkSync(pointer)
    expect(dirname(path)).toBe(runtime)
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100)
    expect(modeOf(path)).toBe(0o600)
    await answers(path)
    await control.close()
    expect([readdirSync(runtime), readdirSync(dataDir)]).toEqual([[], []])
  })

  it('is counted in bytes, not in letters', async () => {
    runtimeFolder()
    const dataDir = join(temporaryFolder(), '数'.repeat(25))
    mkdirSync(dataDir, { mode: 0o700 })
    await open(dataDir)
    expect(lstatSync(join(dataDir, 'control.sock')).isSymbolicLink()).toBe(true)
  })

  it('has one place for each folder, however it is spelled', async () => {
    const runtime = runtimeFolder()
    const dataDir = longFolder()
    const short = join(temporaryFolder(), 'short')
    symlinkSync(dataDir, short)
    await open(short)
    await open(longFolder())
    expect(readdirSync(runtime)).toHaveLength(2)
    await expect(open(dataDir)).rejects.toThrow('Another hub')
  })

  it('takes the place of a leftover there', async () => {
    runtimeFolder()
    const dataDir = longFolder()
    const first = await open(dataDir)
    const path = readlinkSync(join(dataDir, 'control.sock'))
    await first.close()
    writeFileSync(path, 'left')
    symlinkSync('/nowhere', join(dataDir, 'control.sock'))
    await open(dataDir)
    await answers(readlinkSync(join(dataDir, 'control.sock')))
  })

  it('does not go into a runtime folder that others can enter', async () => {
    const runtime = runtimeFolder()
    chmodSync(runtime, 0o755)
    const base = temporaryFolder()
    vi.stubEnv('TMPDIR', base)
    await open(longFolder())
    expect(readdirSync(runtime)).toEqual([])
    const own = join(base, `bellhop-${String(process.getuid?.())}`)
    expect(modeOf(own)).toBe(0o700)
    expect(readdirSync(own)).toHaveLength(1)
  })

  it('does not go into a folder that somebody else prepared', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', '')
    const base = temporaryFolder()
    vi.stubEnv('TMPDIR', base)
    onTestFinished(() => void vi.unstubAllEnvs())
    const own = join(base, `bellhop-${String(process.getuid?.())}`)
    const elsewhere = temporaryFolder()
    symlinkSync(elsewhere, own)
    await expect(open(longFolder())).rejects.toThrow('belongs to somebody else')
    expect(readdirSync(elsewhere)).toEqual([])
  })
})

describe('another program on the path', () => {
  it('that answers nothing but holds it is taken for a hub', async () => {
    const dataDir = temporaryFolder()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(dataDir, 'control.sock'), resolve))
    onTestFinished(() => void server.close())
    await expect(open(dataDir)).rejects.toThrow('Another hub')
  })
})

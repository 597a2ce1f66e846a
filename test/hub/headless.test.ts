// The hub without a window, as a process: what it says, what it refuses, how it ends.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Client } from '../support/client'
import {
  bellhop,
  headless,
  jsonLines,
  PROCESS_TEST,
  startDoor,
  startHeadless,
} from '../support/doors'
import { temporaryFolder } from '../support/hub'
import { freePort, takenPort } from '../support/free-port'

vi.setConfig(PROCESS_TEST)

const HERE = ['--port', '0', '--host', '127.0.0.1']

describe('a headless hub', () => {
  it('says in one line where it listens, and listens there', async () => {
    const { door, port, url } = await startHeadless(temporaryFolder())
    expect(url).toBe(`http://127.0.0.1:${String(port)}/`)
    expect((await fetch(`${url}v1/health`)).status).toBe(200)
    door.child.kill('SIGTERM')
    const { code, stdout } = await door.ended
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toEqual([{ event: 'listening', port, url }])
  })

  it('takes the port it is given, by the command line over the environment', async () => {
    const [port, other] = [await freePort(), await freePort()]
    const args = ['--port', String(port), '--data', temporaryFolder()]
    const env = { BELLHOP_PORT: String(other), BELLHOP_HOST: '127.0.0.1' }
    const door = headless(args, { env })
    expect(JSON.parse(await door.line())).toEqual({
      event: 'listening',
      port,
      url: `http://127.0.0.1:${String(port)}/`,
    })
  })

  it('takes the environment over the settings, and the settings over the defaults', async () => {
    const [port, other] = [await freePort(), await freePort()]
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ port, host: '127.0.0.1' }))
    const first = headless([], { env: { BELLHOP_DATA: dataDir } })
    expect(JSON.parse(await first.line())).toMatchObject({ port })
    first.child.kill()
    await first.ended
    const env = { BELLHOP_DATA: dataDir, BELLHOP_PORT: String(other) }
    expect(JSON.parse(await headless([], { env }).line())).toMatchObject({ port: other })
  })

  it('lives in the folder that the app has, when none is named', async () => {
    const config = temporaryFolder()
    const door = headless(HERE, { env: { XDG_CONFIG_HOME: config } })
    await door.line()
    expect(readdirSync(config)).toEqual(['Bellhop'])
    expect(readdirSync(join(config, 'Bellhop'))).toContain('control.sock')
  })

  it('S-82 makes nothing that others could read, whatever the umask', async () => {
    const dataDir = join(temporaryFolder(), 'deep', 'data')
    const through = ['sh', '-c', 'umask 000; exec "$@"', 'sh']
    const { url } = await startHeadless(dataDir, [], { through })
    const sent = await fetch(`${url}v1/notifications`, { method: 'POST', body: 'hello' })
    expect(sent.status).toBe(201)
    expect((await bellhop(dataDir, ['settings', 'theme', 'dark'])).code).toBe(0)
    const names = ['.', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })]
    expect(names).toContain('settings.json')
    const open = names.filter((name) => (statSync(join(dataDir, name)).mode & 0o077) !== 0)
    expect(open).toEqual([])
  })

  it('closes a data folder that stood open', async () => {
    const dataDir = join(temporaryFolder(), 'data')
    mkdirSync(dataDir, { mode: 0o777 })
    await startHeadless(dataDir)
    expect(statSync(dataDir).mode & 0o077).toBe(0)
  })

  it.each([
    ['standard input', 'exec "$@" <&-'],
    ['standard output', 'exec "$@" >&-'],
    ['standard error', 'exec "$@" 2>&-'],
  ])('runs without %s', async (_name, script) => {
    const dataDir = temporaryFolder()
    const args = [...HERE, '--data', dataDir, '--log', 'debug']
    const door = headless(args, { through: ['sh', '-c', script, 'sh'] })
    const said = (): string => door.stdout + door.stderr
    await door.until(() => said().includes('"listening"'), 'a word of listening')
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
    door.child.kill()
    expect((await door.ended).code).toBe(0)
  })

  it('goes on when nobody reads its log any more', async () => {
    const dataDir = temporaryFolder()
    const { door, url } = await startHeadless(dataDir, ['--log', 'debug'])
    door.child.stderr?.destroy()
    door.child.stdout?.destroy()
    for (let n = 0; n < 20; n++) await fetch(`${url}v1/nowhere`)
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
  })

  it('says how it is used', async () => {
    const { code, stdout, stderr } = await headless(['--help']).ended
    expect([code, stderr]).toEqual([0, ''])
    for (const option of ['--port', '--host', '--data', '--log', 'BELLHOP_DATA']) {
      expect(stdout).toContain(option)
    }
  })
})

describe('a headless hub that cannot run', () => {
  it('names the taken port and a free one, and ends with 1', async () => {
    const port = String(await takenPort())
    const args = ['--port', port, '--host', '127.0.0.1', '--data', temporaryFolder()]
    const { code, stdout, stderr } = await headless([...args, '--log', 'silent']).ended
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken .*--port \\d+\\n$`))
  })

  it('leaves its folder free for the next after a taken port', async () => {
    const dataDir = temporaryFolder()
    const port = String(await takenPort())
    await headless(['--port', port, '--host', '127.0.0.1', '--data', dataDir]).ended
    await startHeadless(dataDir)
  })

  it.each<[string[], Record<string, string>, string]>([
    [['--port', '70000'], {}, '--port'],
    [['--port', 'http'], {}, '--port'],
    [['--log', 'loud'], {}, '--log'],
    [['--nope'], {}, '--nope'],
    [['serve'], {}, 'serve'],
    [[], { BELLHOP_PORT: '-1' }, 'BELLHOP_PORT'],
    [['--host', '203.0.113.7'], {}, '203.0.113.7'],
  ])('ends with 1 for %j and %j, naming what is wrong', async (args, env, named) => {
    const data = ['--data', temporaryFolder(), '--log', 'silent']
    const { code, stdout, stderr } = await headless([...data, ...args], {
      env: { BELLHOP_PORT: '0', ...env },
    }).ended
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toContain(named)
  })

  it('says it in the language of the environment', async () => {
    const { stderr } = await headless(['--port', 'x'], { env: { LC_ALL: 'zh_CN.UTF-8' } }).ended
    expect(stderr).toContain('需要 0 到 65535 的端口')
  })

  it('ends with 2 where another hub has the folder, and leaves that one alone', async () => {
    const dataDir = temporaryFolder()
    const { door, url } = await startHeadless(dataDir)
    const second = await headless([...HERE, '--data', dataDir, '--log', 'silent']).ended
    expect([second.code, second.stdout]).toEqual([2, ''])
    expect(second.stderr).toMatch(/^Another hub already runs on .*\n$/)
    expect((await fetch(`${url}v1/health`)).status).toBe(200)
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
    door.child.kill()
    await door.ended
    await startHeadless(dataDir)
  })

  it('lets exactly one of many win that start at once', async () => {
    const dataDir = temporaryFolder()
    const doors = Array.from({ length: 6 }, () =>
      headless([...HERE, '--data', dataDir, '--log', 'silent']),
    )
    const outcomes = await Promise.all(
      doors.map(async (door) => {
        await door.until(() => door.stdout.includes('\n') || door.stderr.includes('\n'), 'a word')
        return door.stdout === '' ? (await door.ended).code : 'listening'
      }),
    )
    expect(outcomes.sort()).toEqual([2, 2, 2, 2, 2, 'listening'])
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
  })

  it.each([
    ['', 'damaged'],
    ['{"port":80', 'damaged'],
    ['[]', 'damaged'],
    ['null', 'damaged'],
    ['"settings"', 'damaged'],
    ['\0\0\0\0', 'damaged'],
    ['{"trust":"opne"}', 'trust'],
    ['{"host":7}', 'host'],
    ['{"allowedOrigins":"*"}', 'allowedOrigins'],
  ])('ends with 2 for the settings %j, and opens nothing', async (text, named) => {
    const dataDir = temporaryFolder()
    const path = join(dataDir, 'settings.json')
    writeFileSync(path, text)
    const { code, stdout, stderr } = await headless([...HERE, '--data', dataDir]).ended
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(path)
    expect(stderr).toContain(named)
    expect(readdirSync(dataDir)).toEqual(['settings.json'])
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('starts with the default for a wrong setting that guards nothing, and says so', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'settings.json'), '{"theme":"pink","more":1}')
    const { door } = await startHeadless(dataDir)
    expect(await door.line('stderr')).toContain('theme')
    expect((await bellhop(dataDir, ['settings', 'theme'])).stdout).toBe('system\n')
  })
})

describe('the end of a headless hub', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'comes with %s, is told to who is connected, and is a success',
    async (signal) => {
      const { door, url } = await startHeadless(temporaryFolder())
      const client = new Client(url.replace('http', 'ws'))
      await client.next('welcome')
      const startedAt = performance.now()
      door.child.kill(signal)
      const { code } = await door.ended
      expect(code).toBe(0)
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      expect((await client.closed).code).toBe(1001)
    },
  )

  it('comes within 3 s whoever does not let go, and leaves the folder free', async () => {
    const dataDir = temporaryFolder()
    const { door, port } = await startHeadless(dataDir)
    await stubborn(port)
    const startedAt = performance.now()
    door.child.kill('SIGTERM')
    expect((await door.ended).code).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(readdirSync(dataDir)).not.toContain('control.sock')
    await startHeadless(dataDir)
  })

  it('comes at once with a second signal', async () => {
    const { door, port } = await startHeadless(temporaryFolder())
    const socket = await stubborn(port)
    const told = new Promise((resolve) => socket.once('data', resolve))
    door.child.kill('SIGTERM')
    await told
    const impatience = setInterval(() => door.child.kill('SIGTERM'), 20)
    expect((await door.ended).code).toBe(1)
    clearInterval(impatience)
  })

  it('comes in good order with the same wish told twice at once', async () => {
    const { door, port } = await startHeadless(temporaryFolder())
    await stubborn(port)
    door.child.kill('SIGINT')
    door.child.kill('SIGTERM')
    expect((await door.ended).code).toBe(0)
  })

  it('comes in good order with Ctrl+C under npm, which all its processes get', async () => {
    const dataDir = temporaryFolder()
    const args = ['run', '-s', 'hub', '--', ...HERE, '--data', dataDir]
    const npm = startDoor(['npm', ...args], { cwd: process.cwd(), isGroup: true })
    const { port } = JSON.parse(await npm.line()) as { port: number }
    // Somebody to wait for, so that an end in disorder would show.
    await stubborn(port)
    process.kill(-npm.pid, 'SIGINT')
    await npm.ended
    expect(readdirSync(dataDir)).not.toContain('control.sock')
  })

  it('through npm leaves no process behind', async () => {
    const dataDir = temporaryFolder()
    const args = ['run', '-s', 'hub', '--', ...HERE, '--data', dataDir]
    const npm = startDoor(['npm', ...args], { cwd: process.cwd() })
    await npm.line()
    const startedAt = performance.now()
    npm.child.kill('SIGTERM')
    // The pipes close only when the last process that holds them has ended.
    await npm.ended
    expect(performance.now() - startedAt).toBeLessThan(3_000)
    expect(readdirSync(dataDir)).not.toContain('control.sock')
    await startHeadless(dataDir)
  })

  it('keeps what was changed for the next one', async () => {
    const dataDir = temporaryFolder()
    const { door } = await startHeadless(dataDir)
    for (const change of [
      ['trust', 'open'],
      ['name', 'Attic'],
      ['routing', 'broadcast'],
    ]) {
      expect((await bellhop(dataDir, ['settings', ...change])).code).toBe(0)
    }
    expect((await bellhop(dataDir, ['send', 'kept'])).code).toBe(0)
    door.child.kill()
    await door.ended
    await startHeadless(dataDir)
    const { stdout } = await bellhop(dataDir, ['--json', 'status'])
    expect(JSON.parse(stdout)).toMatchObject({ trust: 'open', routing: 'broadcast' })
    expect((await bellhop(dataDir, ['list'])).stdout).toMatch(
      /Attic → hub {2}kept|vm → hub {2}kept/,
    )
  })
})

/** A WebSocket client that answers no goodbye. */
async function stubborn(port: number) {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  const key = 'AAAAAAAAAAAAAAAAAAAAAA=='
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  )
  let text = ''
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('"welcome"')) resolve()
    })
  })
  return socket
}

// Any run of `bellhop`: its exit codes, which hub it finds, which language it speaks.

import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { bellhop, startBellhop, startHeadless, PROCESS_TEST } from '../support/doors'
import { startHub, temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

/** What stands below a sentence about a line that is wrong: the help of its command, if it has one. */
function hintOf([command = '']: readonly string[]): RegExp {
  return new RegExp(`^.+\\nTry: bellhop (${command} )?--help\\n$`)
}

describe('the exit code', () => {
  it('is 3 where no hub runs, whatever is left of one', async () => {
    const dataDir = temporaryFolder()
    const missing = await bellhop(join(dataDir, 'nowhere'), ['status'])
    expect(missing).toMatchObject({ code: 3, stdout: '' })
    expect(missing.stderr).toMatch(/^No hub is running on .*nowhere\. /)
    const { door } = await startHeadless(dataDir)
    door.child.kill('SIGKILL')
    await door.ended
    const left = await bellhop(dataDir, ['send', '--json', 'x'])
    expect(left.code).toBe(3)
    expect(JSON.parse(left.stderr)).toMatchObject({ error: { code: 'no_hub' } })
    await startHeadless(dataDir)
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
  })

  it.each([
    [[]],
    [['nope']],
    [['--nope']],
    [['send']],
    [['send', '--nope', 'x']],
    [['send', '--ttl', 'long', 'x']],
    [['send', '--data-json', '{', 'x']],
    [['forward', 'x']],
    [['forward', '--to', 'a']],
    [['list', 'x']],
    [['list', '--limit', 'all']],
    [['read']],
    [['devices', 'rename', 'a']],
    [['devices', 'allow']],
    [['devices', 'block', 'a', '--once']],
    [['listen']],
    [['listen', '--id', 'no spaces']],
    [['settings', 'a', 'b', 'c']],
    [['status', 'x']],
  ])('is 2 for %j, with a sentence and before any hub is asked', async (args) => {
    const dataDir = temporaryFolder()
    const person = await bellhop(dataDir, args)
    expect(person).toMatchObject({ code: 2, stdout: '' })
    expect(person.stderr).toMatch(hintOf(args))
    const program = await bellhop(dataDir, ['--json', ...args])
    expect(program).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(program.stderr)).toMatchObject({ error: { code: 'usage' } })
  })

  it('is 1 where the hub goes away without an answer', async () => {
    const dataDir = temporaryFolder()
    const server = createServer((socket) => socket.once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => server.listen(join(dataDir, 'control.sock'), resolve))
    onTestFinished(() => void server.close())
    const { code, stderr } = await bellhop(dataDir, ['status'])
    expect([code, stderr]).toEqual([1, 'The hub went away before it answered.\n'])
  })

  it('is 0 for help, about everything or one command', async () => {
    const dataDir = temporaryFolder()
    const all = await bellhop(dataDir, ['--help'])
    expect(all).toMatchObject({ code: 0, stderr: '' })
    for (const name of ['send', 'listen', 'devices', 'settings']) expect(all.stdout).toContain(name)
    const one = await bellhop(dataDir, ['send', '-h'])
    expect(one.stdout).toContain('--data-json')
    expect(one.stdout).not.toContain('Only the owner')
    const remote = /^With --url: (.*)\. The others/m.exec(all.stdout)?.[1]?.split(', ')
    expect(remote).toEqual(
      expect.arrayContaining([
        'send',
        'list',
        'search',
        'save',
        'act',
        'listen',
        'pair',
        'devices',
      ]),
    )
    for (const name of ['forward', 'export', 'status', 'doctor']) {
      expect(remote).not.toContain(name)
      expect((await bellhop(dataDir, [name, '--help'])).stdout).toContain('Only the owner')
    }
    expect((await bellhop(dataDir, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('is 0 for a reader that has had enough', async () => {
    const hub = await startHub()
    const content = { body: 'x'.repeat(60_000), format: 'text', priority: 3 } as const
    for (let n = 0; n < 30; n++) await hub.hub.publish({ to: ['hub'], content })
    const door = startBellhop(hub.dataDir, ['list', '--json'])
    door.child.stdout?.destroy()
    expect((await door.ended).code).toBe(0)
  })
})

describe('the command line', () => {
  it('finds its hub by its argument, by the environment, and by the usual folder', async () => {
    const config = temporaryFolder()
    const dataDir = join(config, 'Bellhop')
    await startHub({}, { dataDir })
    const nowhere = temporaryFolder()
    const codeOf = async (data: string | null, env: Record<string, string>): Promise<unknown> =>
      (await bellhop(data, ['status'], { env })).code
    expect(await codeOf(dataDir, { BELLHOP_DATA: nowhere, XDG_CONFIG_HOME: nowhere })).toBe(0)
    expect(await codeOf(null, { BELLHOP_DATA: dataDir, XDG_CONFIG_HOME: nowhere })).toBe(0)
    expect(await codeOf(null, { XDG_CONFIG_HOME: config })).toBe(0)
    expect(await codeOf(nowhere, { BELLHOP_DATA: dataDir, XDG_CONFIG_HOME: config })).toBe(3)
  })

  it('finds a hub whose path is too long for a socket', async () => {
    const dataDir = join(temporaryFolder(), 'a'.repeat(80), 'b'.repeat(80))
    await startHub({}, { dataDir })
    expect((await bellhop(dataDir, ['status'])).code).toBe(0)
  })

  it('speaks the hub’s language, else that of the environment', async () => {
    const dataDir = temporaryFolder()
    const chinese = { env: { LC_ALL: 'zh_CN.UTF-8' } }
    expect((await bellhop(dataDir, ['status'], chinese)).stderr).toContain('没有正在运行的通知中心')
    writeFileSync(join(dataDir, 'settings.json'), '{"language":"en"}')
    expect((await bellhop(dataDir, ['status'], chinese)).stderr).toContain('No hub is running')
    writeFileSync(join(dataDir, 'settings.json'), '{"language":"zh-CN"}')
    expect((await bellhop(dataDir, ['status'])).stderr).toContain('没有正在运行的通知中心')
  })

  it('words refusals in Chinese too, and keeps their code and field', async () => {
    const hub = await startHub()
    const args = ['send', '--priority', '9', 'x']
    const { stderr } = await bellhop(hub.dataDir, args, {
      env: { LANG: 'zh_CN.UTF-8', LC_ALL: '' },
    })
    expect(stderr).toBe('字段“priority”的值不被允许。\n')
  })
})

// `bellhop listen`: a program as a device. It prints, acknowledges, runs a command, and comes back.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bellhop, PROCESS_TEST, startBellhop, startHeadless, type Door } from '../support/doors'
import { startHub, temporaryFolder, type TestHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

/** Listens, and waits until the hub knows. */
async function listen(dataDir: string, ...args: string[]): Promise<Door> {
  const door = startBellhop(dataDir, ['listen', ...args])
  expect(await door.line('stderr')).toMatch(/^Listening as /)
  return door
}

function publish({ hub }: TestHub, to: string[], body: string, title?: string): Promise<unknown> {
  const content = { body, format: 'text', priority: 3, ...(title ? { title } : {}) } as const
  return hub.publish({ to, content })
}

const bodyOf = (line: string): unknown => (JSON.parse(line) as { body: unknown }).body

describe('listen', () => {
  it('is a device of kind script, and prints each event as a line', async () => {
    const hub = await startHub()
    const door = await listen(hub.dataDir, '--id', 'Robot')
    expect(hub.hub.devices()).toMatchObject([{ id: 'Robot', kind: 'script', online: true }])
    await publish(hub, ['robot'], 'one')
    await publish(hub, ['*'], 'two\nlines \u2028 \u009b')
    const first = JSON.parse(await door.line()) as object
    expect(first).toMatchObject({ type: 'event', body: 'one', to: ['robot'], seq: 1 })
    const second = await door.line()
    expect(second).not.toMatch(/[\u2028\u009b]/)
    expect(bodyOf(second)).toBe('two\nlines \u2028 \u009b')
  })

  it('hears in broadcast only what is for it', async () => {
    const hub = await startHub({ routing: 'broadcast' })
    const door = await listen(hub.dataDir, '--id', 'robot')
    await hub.device('tv')
    await publish(hub, ['tv'], 'not this')
    await publish(hub, ['*', '!robot'], 'nor this')
    await publish(hub, ['tv', 'robot'], 'this')
    expect(bodyOf(await door.line())).toBe('this')
  })

  it('joins topics and leaves those that are no longer named, in either way', async () => {
    for (const routing of ['addressed', 'broadcast'] as const) {
      const hub = await startHub({ routing })
      const topics = () => hub.hub.devices().find(({ id }) => id === 'robot')?.topics
      const first = await listen(hub.dataDir, '--id', 'robot', '--topic', 'garden, alarm')
      expect(topics()).toEqual(['garden', 'alarm'])
      await publish(hub, ['#Garden'], 'one')
      expect(bodyOf(await first.line())).toBe('one')
      first.child.kill('SIGTERM')
      await first.ended
      await publish(hub, ['#alarm'], 'two')
      const second = await listen(hub.dataDir, '--id', 'robot', '--topic', 'garden,door')
      expect(bodyOf(await second.line())).toBe('two')
      expect(topics()).toEqual(['garden', 'door'])
      second.child.kill('SIGTERM')
      await second.ended
      const third = await listen(hub.dataDir, '--id', 'robot')
      await publish(hub, ['#door'], 'three')
      expect(bodyOf(await third.line())).toBe('three')
    }
  })

  it('ends with 1 when it may not join so many topics, and with 2 when one is none', async () => {
    const hub = await startHub()
    const many = Array.from({ length: 101 }, (_, at) => `t${String(at)}`).join()
    const { code, stderr } = await startBellhop(hub.dataDir, [
      ...['listen', '--id', 'robot', '--topic', many],
    ]).ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('topics')])
    expect((await bellhop(hub.dataDir, ['listen', '--id', 'a', '--topic', '#a'])).code).toBe(2)
  })

  it('gets what waited for it, once, across runs', async () => {
    const hub = await startHub()
    const first = await listen(hub.dataDir, '--id', 'robot')
    await publish(hub, ['robot'], 'one')
    expect(bodyOf(await first.line())).toBe('one')
    first.child.kill('SIGTERM')
    expect(await first.ended).toMatchObject({ code: 0, signal: null })
    await publish(hub, ['robot'], 'two')
    const second = await listen(hub.dataDir, '--id', 'robot')
    expect(bodyOf(await second.line())).toBe('two')
    second.child.kill('SIGINT')
    const { code, stdout } = await second.ended
    expect([code, stdout.split('\n').length]).toEqual([0, 2])
  })

  it('comes back to a hub that was started anew on another port', async () => {
    const dataDir = temporaryFolder()
    const before = await startHeadless(dataDir)
    const door = await listen(dataDir, '--id', 'robot')
    before.door.child.kill('SIGTERM')
    expect(await door.line('stderr')).toMatch(/^The connection to the hub was lost/)
    await before.door.ended
    await startHeadless(dataDir)
    expect(await door.line('stderr')).toMatch(/^Listening as robot/)
    await bellhop(dataDir, ['send', '--to', 'robot', 'after'])
    expect(bodyOf(await door.line())).toBe('after')
  })

  it('ends with 1 when the same device connects elsewhere', async () => {
    const hub = await startHub()
    const door = await listen(hub.dataDir, '--id', 'robot')
    await hub.device('robot')
    expect(await door.ended).toMatchObject({ code: 1 })
    expect(door.stderr).toContain('The same device connected again elsewhere.')
  })

  it('ends with 1 when it is blocked, and may not come back', async () => {
    const hub = await startHub()
    const door = await listen(hub.dataDir, '--id', 'robot')
    await bellhop(hub.dataDir, ['devices', 'block', 'robot'])
    expect(await door.ended).toMatchObject({ code: 1 })
    const again = await startBellhop(hub.dataDir, ['listen', '--id', 'robot']).ended
    expect([again.code, again.stdout]).toEqual([1, ''])
  })

  it('ends with 3 where there is no hub', async () => {
    expect((await bellhop(temporaryFolder(), ['listen', '--id', 'robot'])).code).toBe(3)
  })
})

describe('listen --exec', () => {
  it('hands an event to a command as JSON and as variables, and never as a command', async () => {
    const hub = await startHub()
    const folder = temporaryFolder()
    const [input, variables] = [join(folder, 'input'), join(folder, 'variables')]
    const command = `printf '%s|%s|%s' "$BELLHOP_FROM" "$BELLHOP_TITLE" "$BELLHOP_BODY" > '${variables}'; cat > '${input}'; echo said`
    const door = await listen(hub.dataDir, '--id', 'robot', '--exec', command)
    const evil = `$(touch ${folder}/a) \`touch ${folder}/b\` "; touch ${folder}/c; ' | touch ${folder}/d\n& touch ${folder}/e`
    await publish(hub, ['robot'], evil, evil)
    const line = await door.line()
    await door.until(() => door.stderr.includes('said\n'), 'the end of the command')
    expect(JSON.parse(readFileSync(input, 'utf8'))).toEqual(JSON.parse(line))
    expect(readFileSync(variables, 'utf8')).toBe(`hub|${evil}|${evil}`)
    for (const name of 'abcde') expect(existsSync(join(folder, name))).toBe(false)
  })

  it('keeps standard output to events, says how a command failed, and goes on', async () => {
    const hub = await startHub()
    const door = await listen(hub.dataDir, '--id', 'robot', '--exec', 'echo noise; exit 7')
    await publish(hub, ['robot'], 'one')
    await publish(hub, ['robot'], 'x'.repeat(60_000))
    await door.line()
    await door.line()
    await door.until(() => door.stderr.split('ended with 7').length === 3, 'both ends')
    expect(door.stdout).not.toContain('noise')
  })

  it('tells a command where its hub is, so that it can answer', async () => {
    const hub = await startHub()
    const cli = `'${process.execPath}' out/main/cli.js`
    const door = await listen(
      hub.dataDir,
      '--id',
      'robot',
      '--exec',
      `${cli} send "re $BELLHOP_BODY"`,
    )
    await publish(hub, ['robot'], 'ping')
    await door.until(() => door.stderr.includes('is for hub'), 'the answer')
    expect((await bellhop(hub.dataDir, ['list'])).stdout).toContain('re ping')
  })

  it('finishes and acknowledges what is under way when it is ended', async () => {
    const hub = await startHub()
    const [done, go] = [join(temporaryFolder(), 'done'), join(temporaryFolder(), 'go')]
    spawnSync('mkfifo', [go])
    const command = `echo begun; read line < '${go}'; echo "$BELLHOP_BODY" >> '${done}'`
    const door = await listen(hub.dataDir, '--id', 'robot', '--exec', command)
    await publish(hub, ['robot'], 'one')
    await publish(hub, ['robot'], 'two')
    expect(await door.line('stderr')).toBe('begun')
    door.child.kill('SIGTERM')
    expect(await door.line('stderr')).toMatch(/^Ending once the running command is done/)
    writeFileSync(go, 'go\n')
    expect((await door.ended).code).toBe(0)
    expect(readFileSync(done, 'utf8')).toBe('one\n')
    const next = await listen(hub.dataDir, '--id', 'robot')
    expect(bodyOf(await next.line())).toBe('two')
  })
})

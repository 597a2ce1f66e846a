// `bellhop send`: every field, standard input, and what is refused.

import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST } from '../support/doors'
import { startHub, temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

const ULID = '[0-9A-HJKMNP-TV-Z]{26}'

describe('send', () => {
  it('publishes with every field that it has an option for', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    const args = [
      'send',
      '--to',
      'phone,nobody',
      '--title',
      'T',
      '--priority',
      '5',
      '--tags',
      'a,b',
    ]
    const more = ['--click', 'https://nas.local/', '--markdown', '--ttl', '60', '--ref', 'r1']
    const last = ['--progress', '0.5', '--data-json', '{"n":[1]}', '--json', '**B**', 'C']
    const sent = await bellhop(hub.dataDir, [...args, ...more, ...last])
    expect([sent.code, sent.stderr]).toEqual([0, ''])
    const event = await phone.next('event')
    const { id, seq, time } = event
    expect(event).toMatchObject({
      ...{ title: 'T', body: '**B** C', format: 'markdown', priority: 5, tags: ['a', 'b'] },
      ...{ click: 'https://nas.local/', ttl: 60, progress: 0.5, data: { n: [1] } },
    })
    expect(jsonLines(sent.stdout)).toEqual([
      {
        ...{ type: 'accepted', ref: 'r1', id, seq, time },
        ...{ to: ['phone'], count: 1, unknown: ['nobody'], full: [] },
      },
    ])
  })

  it('schedules, in the zone of this computer or another, and lists and cancels that', async () => {
    const hub = await startHub()
    await hub.device('phone')
    const month = new Date(Date.now() + 30 * 86_400_000)
    const at = month.toLocaleString('sv-SE').slice(0, 16).replace(' ', 'T')
    const local = await bellhop(hub.dataDir, ['send', '--to', 'phone', '--at', at, 'x', '--json'])
    expect(jsonLines(local.stdout)).toMatchObject([{ at: new Date(at).toISOString() }])
    const told = await bellhop(hub.dataDir, ['send', '--at', `${at}+14:00`, 'y'])
    expect(told.stdout).toMatch(new RegExp(`^${ULID} is for hub, on [A-Z].* \\d`))
    const listed = await bellhop(hub.dataDir, ['list', '--scheduled', '--json'])
    const lines = jsonLines(listed.stdout) as Readonly<{ id: string }>[]
    expect(lines).toMatchObject([
      { type: 'scheduled', body: 'y', to: ['hub'], from: { id: 'hub' } },
      { type: 'scheduled', body: 'x', to: ['phone'], at: new Date(at).toISOString() },
    ])
    expect((await bellhop(hub.dataDir, ['list', '--json'])).stdout).toBe('')
    const id = lines[0]?.id ?? ''
    const cancelled = await bellhop(hub.dataDir, ['cancel', id.toLowerCase()])
    expect([cancelled.code, cancelled.stdout]).toEqual([0, 'Taken back: 1\n'])
    expect((await bellhop(hub.dataDir, ['cancel', id])).code).toBe(1)
    const left = await bellhop(hub.dataDir, ['list', '--scheduled', '--limit', '5'])
    expect(left.stdout).toMatch(new RegExp(`^${ULID} .*hub → phone +x\n$`, 'i'))
  })

  it.each([
    ['send', '--at', 'tomorrow', 'x'],
    ['send', '--at', '2026-02-30T10:00', 'x'],
    ['list', '--scheduled', '--search', 'x'],
    ['cancel'],
  ])('takes no command line like %s %s %s %s', async (...args) => {
    expect((await bellhop(temporaryFolder(), args)).code).toBe(2)
  })

  it('says to a person who gets it, and who is unknown', async () => {
    const hub = await startHub()
    await hub.device('phone')
    const { code, stdout, stderr } = await bellhop(hub.dataDir, ['send', '--to', 'phone,tv', 'x'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${ULID} is for phone\n$`))
    expect(stderr).toBe('Unknown, and left out: tv\n')
  })

  it.each([
    ['two\nlines\n', 'two\nlines'],
    ['no line break', 'no line break'],
    ['windows\r\n', 'windows'],
    ['kept\n\n', 'kept\n'],
    ['中文 🎉\n', '中文 🎉'],
  ])('reads %j from standard input as %j', async (stdin, body) => {
    const hub = await startHub()
    expect((await bellhop(hub.dataDir, ['send', '-'], { stdin })).code).toBe(0)
    const [listed] = jsonLines((await bellhop(hub.dataDir, ['list', '--json'])).stdout)
    expect(listed).toMatchObject({ body })
  })

  it('takes a body that looks like an option after two dashes', async () => {
    const hub = await startHub()
    expect((await bellhop(hub.dataDir, ['send', '--', '--title', 'x'])).code).toBe(0)
    expect((await bellhop(hub.dataDir, ['list'])).stdout).toContain('--title x')
  })

  it.each([
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), 'bad_frame'],
    ['too much', 'x'.repeat(1_100_000), 'too_large'],
    ['more than a body holds', 'x'.repeat(65_537), 'bad_field'],
    ['nothing', '', 'bad_field'],
  ])('refuses %s from standard input', async (_name, stdin, code) => {
    const hub = await startHub()
    const sent = await bellhop(hub.dataDir, ['send', '-', '--json'], { stdin })
    expect([sent.code, sent.stdout]).toEqual([1, ''])
    expect(JSON.parse(sent.stderr)).toMatchObject({ error: { code } })
    expect(hub.hub.counts().total).toBe(0)
  })

  it('refuses with 1, in a sentence or as JSON with the field', async () => {
    const hub = await startHub()
    const args = ['send', '--priority', '9', 'x']
    const person = await bellhop(hub.dataDir, args)
    expect([person.code, person.stdout]).toEqual([1, ''])
    expect(person.stderr).toMatch(/^The field “priority” is not allowed: .*\n$/)
    const program = await bellhop(hub.dataDir, ['--json', ...args])
    expect(program.code).toBe(1)
    const { error } = JSON.parse(program.stderr) as { error: Record<string, unknown> }
    expect(Object.keys(error)).toEqual(['code', 'message', 'field'])
    expect(error).toMatchObject({ code: 'bad_field', field: 'priority' })
  })
})

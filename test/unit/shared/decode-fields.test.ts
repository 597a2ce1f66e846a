// Every field of every command: what it may be, and that what it may not be is refused under its name.

import { describe, expect, it } from 'vitest'
import { decodePublish, decodeText, type Decoded } from '../../../src/shared/protocol/decode'
import { ALARM, ATTACH, FIELD } from '../../../src/shared/protocol/limits'

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

const frame = (fields: object): Decoded => decodeText(JSON.stringify(fields))
const notify = (fields: object): Decoded => frame({ type: 'notify', body: 'x', ...fields })

/** The code and field of a refusal, else what it was decoded to. */
function verdict(decoded: Decoded): string {
  if (decoded.kind !== 'refused') return decoded.kind
  return [decoded.refusal.code, decoded.refusal.field].filter(Boolean).join(' ')
}

const button = (id: string) => ({ id, label: 'Run again' })

describe('each field of notify', () => {
  const wrong: [field: string, value: unknown][] = [
    ['ref', 7],
    ['ref', 'x'.repeat(FIELD.ref + 1)],
    ['to', 7],
    ['to', []],
    ['to', [7]],
    ['to', ['a b']],
    ['to', 'über'],
    ['to', ''],
    ['to', ['#']],
    ['to', ['!tv']],
    ['to', '!tv'],
    ['to', Array<string>(FIELD.targets + 1).fill('a')],
    ['title', 7],
    ['title', null],
    ['title', 'x'.repeat(FIELD.title + 1)],
    ['body', {}],
    ['body', 'x'.repeat(FIELD.body + 1)],
    ['format', 'html'],
    ['format', 1],
    ['priority', 0],
    ['priority', 6],
    ['priority', 3.5],
    ['priority', '3'],
    ['tags', 'backup'],
    ['tags', ['']],
    ['tags', [7]],
    ['tags', ['x'.repeat(FIELD.tag + 1)]],
    ['tags', Array<string>(FIELD.tags + 1).fill('x')],
    ['click', 7],
    ['click', 'javascript:alert(1)'],
    ['click', `https://nas.local/${'x'.repeat(FIELD.click)}`],
    ['progress', '0.5'],
    ['progress', -0.01],
    ['progress', 1.01],
    ['data', 'x'.repeat(FIELD.dataText)],
    ['ttl', -1],
    ['ttl', 1.5],
    ['ttl', '60'],
    ['ttl', FIELD.ttlSeconds + 1],
    ['at', 7],
    ['at', ''],
    ['at', 'tomorrow'],
    ['at', '2026-11-22'],
    ['at', '2026-11-22T18:00:00'],
    ['at', '2026-02-30T18:00:00Z'],
    ['at', '2026-13-01T18:00:00Z'],
    ['at', '2026-11-22T24:00:00Z'],
    ['at', '2026-11-22T18:60:00Z'],
    ['at', '2026-11-22T18:00:00+1'],
    ['at', '+012026-11-22T18:00:00Z'],
    ['receipts', 'no'],
    ['actions', {}],
    ['actions', [{ id: 'a' }]],
    ['actions', [{ id: '', label: 'A' }]],
    ['actions', [{ id: 'x'.repeat(FIELD.actionId + 1), label: 'A' }]],
    ['actions', [{ id: 'a', label: 'x'.repeat(FIELD.actionLabel + 1) }]],
    ['actions', [{ id: 'a', label: 'A', url: 'javascript:alert(1)' }]],
    ['actions', [{ id: 'a', label: 'A', url: 'https://nas.local/', reply: true }]],
    ['actions', [button('a'), button('a')]],
    ['actions', Array.from({ length: FIELD.actions + 1 }, (_, at) => button(String(at)))],
    ['replace', ''],
    ['replace', 'x'.repeat(FIELD.replace + 1)],
    ['re', 'not-an-id'],
    ['until', 'read'],
    ['repeat', 0],
    ['repeat', ALARM.longestRepeat + 1],
    ['then', []],
    ['then', [{ after: 0, to: ['a'] }]],
    ['then', [{ after: ALARM.longestAfter + 1, to: ['a'] }]],
    ['then', [{ after: 1, to: ['!a'] }]],
    ['then', Array.from({ length: ALARM.steps + 1 }, () => ({ after: 1, to: 'a' }))],
  ]

  it.each(wrong)('%s is refused by name when it is %j', (field, value) => {
    expect(verdict(notify({ [field]: value }))).toBe(`bad_field ${field}`)
    expect(decodePublish(JSON.stringify({ body: 'x', [field]: value }))).toMatchObject({
      code: 'bad_field',
      field,
    })
  })

  it.each(['progress', 'ttl', 'priority'])('%s is refused beyond all numbers', (field) => {
    expect(verdict(decodeText(`{"type":"notify","body":"x","${field}":1e999}`))).toBe(
      `bad_field ${field}`,
    )
  })

  it.each([
    ['icon', ''],
    ['icon', 'Bell'],
    ['icon', 'https://nas.local/bell.png'],
    ['icon', 'x'.repeat(41)],
    ['attachments', ID],
    ['attachments', [1]],
    ['attachments', ['../bell.png']],
    ['attachments', Array<string>(ATTACH.of + 1).fill(ID)],
  ])('%s is refused as %j', (field, value) => {
    expect(verdict(notify({ [field]: value }))).toBe(`bad_field ${field}`)
  })

  const right: [field: string, value: unknown][] = [
    ['ref', 'x'.repeat(FIELD.ref)],
    ['icon', 'hard-drive'],
    ['icon', ID],
    ['attachments', Array<string>(ATTACH.of).fill(ID)],
    ['to', 'tv'],
    ['to', ['*', '!tv', '#kitchen', 'Kitchen-Pi.2_']],
    ['to', Array<string>(FIELD.targets).fill('a')],
    ['title', 'x'.repeat(FIELD.title)],
    ['body', 'x'.repeat(FIELD.body)],
    ['format', 'markdown'],
    ['priority', 5],
    ['tags', Array<string>(FIELD.tags).fill('x'.repeat(FIELD.tag))],
    ['click', 'https://nas.local/log'],
    ['progress', 0],
    ['progress', 1],
    ['data', null],
    ['data', false],
    ['data', 'x'.repeat(FIELD.dataText - 2)],
    ['ttl', 0],
    ['ttl', FIELD.ttlSeconds],
    ['at', '2026-11-22T18:00Z'],
    ['at', '2028-02-29T18:00:00.123456789-11:30'],
    ['receipts', false],
    ['receipts', true],
    ['replace', 'x'.repeat(FIELD.replace)],
    ['re', ID],
    ['until', 'ack'],
    ['then', [{ after: ALARM.longestAfter, to: ['a'] }]],
    ['actions', Array.from({ length: FIELD.actions }, (_, at) => button(String(at)))],
    ['actions', [{ id: 'x'.repeat(FIELD.actionId), label: 'x'.repeat(FIELD.actionLabel) }]],
    ['actions', [{ id: 'a', label: 'A', reply: true }]],
    ['actions', [{ id: 'a', label: 'A', url: 'https://nas.local/' }]],
  ]

  it.each(right)('%s may be as long or large as its limit says', (field, value) => {
    expect(verdict(notify({ [field]: value }))).toBe('command')
  })

  it('at becomes a time in UTC with milliseconds, whatever its zone', () => {
    const decoded = notify({ at: '2026-12-24T18:30+01:00' })
    expect(decoded).toMatchObject({ command: { at: '2026-12-24T17:30:00.000Z' } })
    expect(decodePublish('{"body":"x","at":"2026-12-24T17:30:00Z"}')).toMatchObject({
      content: { at: '2026-12-24T17:30:00.000Z' },
    })
  })

  it('need not be there, but for a title or a body', () => {
    expect(verdict(frame({ type: 'notify' }))).toBe('bad_field body')
    expect(verdict(frame({ type: 'notify', title: '', body: '' }))).toBe('bad_field body')
    expect(decodePublish('{}')).toMatchObject({ code: 'bad_field', field: 'body' })
    expect(frame({ type: 'notify', title: 'x' })).toMatchObject({
      kind: 'command',
      command: { to: ['hub'], format: 'text', priority: 3 },
    })
  })
})

describe('each field of the other commands', () => {
  it.each([
    ['hello', 'id', 'a b'],
    ['hello', 'id', ''],
    ['hello', 'id', 'x'.repeat(65)],
    ['hello', 'id', 7],
    ['hello', 'name', ''],
    ['hello', 'name', ' \n '],
    ['hello', 'name', 'x'.repeat(FIELD.name + 1)],
    ['hello', 'kind', 'toaster'],
    ['hello', 'token', 7],
    ['hello', 'token', 'x'.repeat(257)],
    ['hello', 'pair', 493204],
    ['hello', 'since', -1],
    ['hello', 'since', 1.5],
    ['hello', 'since', '7'],
    ['hello', 'since', 2 ** 53],
    ['hello', 'ack', 'never'],
    ['hello', 'announce', 'yes'],
    ['hello', 'ref', 'x'.repeat(FIELD.ref + 1)],
    ['ack', 'id', 'no-ulid'],
    ['ack', 'id', ID.toLowerCase()],
    ['ack', 'ids', []],
    ['ack', 'ids', [ID, 7]],
    ['ack', 'ids', Array<string>(FIELD.ackIds + 1).fill(ID)],
    ['subscribe', 'topics', undefined],
    ['subscribe', 'topics', 'garden'],
    ['subscribe', 'topics', []],
    ['subscribe', 'topics', ['#garden']],
    ['subscribe', 'topics', ['a b']],
    ['subscribe', 'topics', ['*']],
    ['subscribe', 'topics', ['garden', 7]],
    ['subscribe', 'topics', ['x'.repeat(65)]],
    ['subscribe', 'topics', Array<string>(FIELD.topics + 1).fill('a')],
    ['unsubscribe', 'topics', ['']],
    ['unsubscribe', 'topics', Array<string>(FIELD.topics + 1).fill('a')],
    ['devices', 'ref', {}],
    ['ping', 'ref', 7],
  ])('%s: %s is refused by name when it is %j', (type, field, value) => {
    expect(verdict(frame({ type, [field]: value }))).toBe(`bad_field ${field}`)
  })

  it('hello takes every field of its own', () => {
    const hello = {
      type: 'hello',
      ref: 'h',
      id: 'kitchen-pi',
      name: '  Kitchen Pi ',
      kind: 'server',
      token: 't',
      pair: '493204',
      since: 1042,
      ack: 'manual',
      announce: false,
    }
    expect(frame(hello)).toEqual({ kind: 'command', command: { ...hello, name: 'Kitchen Pi' } })
  })

  it.each(['subscribe', 'unsubscribe'])('%s takes a list of names', (type) => {
    const topics = Array.from({ length: FIELD.topics }, (_, at) => `Garden.${String(at)}_-`)
    expect(frame({ type, topics })).toEqual({ kind: 'command', command: { type, topics } })
  })

  it('ack takes one ID or a list of them, and not both or none', () => {
    expect(verdict(frame({ type: 'ack', id: ID }))).toBe('command')
    expect(verdict(frame({ type: 'ack', ids: Array<string>(FIELD.ackIds).fill(ID) }))).toBe(
      'command',
    )
    expect(verdict(frame({ type: 'ack', id: ID, ids: [ID] }))).toBe('bad_field id')
    expect(verdict(frame({ type: 'ack' }))).toBe('bad_field id')
  })
})

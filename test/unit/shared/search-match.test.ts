// Whether a notification is what a search asks for, word by word and condition by condition.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeviceId, NotificationId } from '../../../src/shared/model'
import { parseSearch } from '../../../src/shared/search'
import { isFound } from '../../../src/shared/search-match'
import type { FeedItem } from '../../../src/shared/views'

const ITEM: FeedItem = {
  id: '01J00000000000000000000000' as NotificationId,
  seq: 7,
  time: '2026-11-22T12:00:00.000Z',
  from: { id: 'nas' as DeviceId, name: 'Large Store' },
  to: ['phone', '#backups'],
  title: 'Backup of /srv/photos done',
  body: 'Took 12.5 min; 数据库备份完成。 Café au lait',
  tags: ['Nightly Job', 'nas'],
  format: 'text',
  priority: 4,
  lane: 'token',
  isForHub: false,
  isRead: true,
  receivers: 1,
}
const isHit = (text: string, change: Partial<FeedItem> = {}) =>
  isFound({ ...ITEM, ...change }, parseSearch(text))

describe('words', () => {
  test.each([
    'backup',
    'BACKUP done',
    'done backup',
    '"of srv photos"',
    'photos/done',
    'back*',
    '"nightly job"',
    'cafe',
    'CAFÉ',
    'cafe\u0301',
    '数据',
    '据库',
    '"库备"',
    'store',
    'nas',
    '12.5',
    '-restore',
    '"backup of" -"of backup"',
    '',
  ])('finds %s', (text) => {
    expect(isHit(text)).toBe(true)
  })

  test.each([
    'back',
    'ackup',
    '"photos of"',
    '"done took"',
    '数库',
    'backup -done',
    '-back*',
    'job nas -数据',
  ])('does not find %s', (text) => {
    expect(isHit(text)).toBe(false)
  })

  test('any piece of a text without spaces is found, and a beginning of any word', () => {
    const han = fc.string({
      unit: fc.constantFrom(...Array.from('数据库备份完成的一是、。')),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(han, fc.nat(11), fc.integer({ min: 1, max: 12 }), (body, at, length) => {
        expect(isHit(`"${body.slice(at, at + length)}"`, { body })).toBe(true)
      }),
    )
    const latin = fc.string({
      unit: fc.constantFrom(...Array.from('aAéßİœz9')),
      minLength: 1,
      maxLength: 90,
    })
    fc.assert(
      fc.property(latin, fc.integer({ min: 1, max: 90 }), (body, length) => {
        expect(isHit(`${body.slice(0, length)}*`, { body: `before ${body}` })).toBe(true)
      }),
    )
  })
})

describe('conditions', () => {
  test.each([
    ['from:NAS', 'from:phone'],
    ['to:Phone', 'to:hub'],
    ['device:nas', 'device:tv'],
    ['device:phone', 'to:nas'],
    ['#Backups', '#phone'],
    ['topic:backups', 'topic:back'],
    ['tag:"nightly JOB"', 'tag:nightly'],
    ['priority:high', 'priority:5'],
    ['priority:>3', 'priority:>4'],
    ['priority:<=4', 'priority:<4'],
    ['is:read', 'is:unread'],
    ['after:2026-11-22T12:00Z', 'after:2026-11-22T12:01Z'],
    ['before:2026-11-22T12:01Z', 'before:2026-11-22T12:00Z'],
  ])('%s holds, %s does not', (right, wrong) => {
    expect([isHit(right), isHit(wrong)]).toEqual([true, false])
    expect([isHit(`-${right}`), isHit(`-${wrong}`)]).toEqual([false, true])
  })

  test('all of them and all words must hold', () => {
    expect(isHit('backup from:nas -is:unread')).toBe(true)
    expect(isHit('backup from:nas is:unread')).toBe(false)
    expect(isHit('restore from:nas')).toBe(false)
  })

  test('an attachment is one by its bytes', () => {
    const id = ITEM.id as never
    const attachments = [{ id, name: 'a.png', mime: 'image/png', size: 1, url: '' }]
    expect([isHit('has:attachment'), isHit('has:attachment', { attachments })]).toEqual([
      false,
      true,
    ])
  })

  test('what is sent to all is to each but those left out', () => {
    const all = { to: ['*', '!tv'], isForHub: true }
    expect(['to:phone', 'to:hub', 'to:tv'].map((text) => isHit(text, all))).toEqual([
      true,
      true,
      false,
    ])
  })
})

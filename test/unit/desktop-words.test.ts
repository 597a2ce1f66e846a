// What toasts and the tray say, and what they must not.

import { beforeEach, describe, expect, it } from 'vitest'
import { TRAY_ICONS } from '../../src/main/desktop/icon-data'
import { useLocale } from '../../src/main/desktop/locale'
import { forServer, wordRequest, wordSummary, wordToast } from '../../src/main/desktop/toast-words'
import { trayModel, type TrayFacts } from '../../src/main/desktop/tray-menu'
import { anItem, aRequest, aStatus } from './desktop-samples'

const SECRET = 'WIRE-MONEY-NOW'

beforeEach(() => useLocale(() => 'en'))

describe('a toast', () => {
  it('carries title, text and sender of a trusted one', () => {
    expect(wordToast(anItem({ title: 'Backup done', body: '12 GB' }), true)).toEqual({
      title: 'Backup done',
      body: '12 GB\nFrom Kitchen Pi',
    })
  })

  it('takes the sender as title when there is none', () => {
    const text = wordToast(anItem({ body: 'hello' }), true)
    expect(text).toEqual({ title: 'Kitchen Pi', body: 'hello' })
  })

  it('S-60 says no text of it when text is not to be seen', () => {
    const item = anItem({ title: SECRET, body: SECRET })
    expect(JSON.stringify(wordToast(item, false))).not.toContain(SECRET)
  })

  it.each(['guest', 'pending'])(
    'S-60 of a %s names it unverified and carries none of its text',
    (lane) => {
      const own = {
        title: SECRET,
        body: SECRET,
        tags: [SECRET],
        from: { id: SECRET, name: SECRET },
      }
      const text = wordToast(anItem({ ...own, lane }), true)
      expect(text.title).toBe('Unverified sender')
      expect(JSON.stringify(text)).not.toContain(SECRET)
    },
  )

  it('names a guest by the ID that the hub made', () => {
    const item = anItem({ lane: 'guest', from: { id: 'guest-7f3a', name: SECRET }, body: SECRET })
    expect(wordToast(item, true).body).toBe('guest-7f3a sent something. Open Bellhop to read it.')
  })

  it('shows Markdown without its marks', () => {
    const item = anItem({ format: 'markdown', body: '# Done\n**12 GB** in [4 min](http://x/)' })
    expect(wordToast(item, true).body).toBe('Done\n12 GB in 4 min')
  })

  it('S-58 takes control characters and direction marks out', () => {
    const item = anItem({ title: 'a\u0007b\u202Ec\nd', body: 'x\u0000y\nz' })
    expect(wordToast(item, true)).toEqual({ title: 'a bc d', body: 'x y\nz\nFrom Kitchen Pi' })
  })

  it('S-58 escapes the body where it is markup, the title nowhere', () => {
    const text = { title: '<b>&', body: '<a href="x">&</a>' }
    expect(forServer(text, true)).toEqual({
      title: '<b>&',
      body: '&lt;a href="x"&gt;&amp;&lt;/a&gt;',
    })
    expect(forServer(text, false)).toEqual(text)
  })

  it('counts what was held back', () => {
    expect(wordSummary({ count: 12, senders: 3 }).body).toBe('12 more from 3 devices')
    expect(wordSummary({ count: 12, senders: 1 }).body).toBe('12 more from 1 device')
    useLocale(() => 'zh-CN')
    expect(wordSummary({ count: 12, senders: 3 }).body).toBe('另有 12 条，来自 3 台设备')
  })

  it('of a request names the device, and a page by its origin alone', () => {
    expect(wordRequest(aRequest()).body).toBe('ESP32 Porch asks to be let in.')
    const page = aRequest({ name: SECRET, origin: 'http://localhost:5500' })
    expect(wordRequest(page).body).toBe('A page at http://localhost:5500 asks to be let in.')
    expect(wordRequest({ ...page, origin: 'null' }).body).toBe(
      'A page on this computer asks to be let in.',
    )
  })
})

describe('S-61 the tray', () => {
  const facts = (more: Partial<TrayFacts> = {}): TrayFacts => ({
    status: aStatus(),
    unread: 3,
    latest: [],
    showsText: true,
    isPaused: false,
    quietUntil: null,
    ...more,
  })
  const labels = (more: Partial<TrayFacts>) =>
    trayModel(facts(more)).entries.map((entry) => (entry.kind === 'line' ? '—' : entry.label))

  it('lists open, the count, titles, the address and quit', () => {
    expect(labels({ latest: [anItem({ title: 'Door' })] })).toEqual([
      'Open Bellhop',
      '3 unread',
      '—',
      'Door',
      '—',
      'Connect a device',
      'Pause',
      'Copy address',
      'Quit Bellhop',
    ])
  })

  it('lists the five newest titles of trusted senders, newest first', () => {
    const many = [1, 2, 3, 4, 5, 6].map((seq) => anItem({ seq, title: `t${seq}` }))
    const guest = anItem({ seq: 7, title: SECRET, lane: 'guest' })
    expect(labels({ latest: [...many, guest] }).slice(3, 8)).toEqual(['t6', 't5', 't4', 't3', 't2'])
  })

  it('lists none when text is not to be seen', () => {
    expect(labels({ latest: [anItem({ title: SECRET })], showsText: false })).not.toContain(SECRET)
  })

  it('cuts titles at 40 characters and makes no shortcut of an ampersand', () => {
    const [long, and] = labels({
      latest: [anItem({ seq: 2, title: '🔔'.repeat(60) }), anItem({ title: 'salt & pepper' })],
    }).slice(3)
    expect(Array.from(long ?? '')).toHaveLength(40)
    expect(and).toBe('salt && pepper')
  })

  it('has a tooltip of counts and fixed words only', () => {
    const model = trayModel(facts({ latest: [anItem({ title: SECRET })] }))
    expect(model).toMatchObject({ state: 'unread', tooltip: 'Bellhop: 3 unread' })
  })

  it.each([
    [0, false, 'normal'],
    [3, false, 'unread'],
    [0, true, 'paused'],
    [3, true, 'paused'],
  ] as const)('with %i unread, paused: %s, has the picture for %s', (unread, isPaused, state) => {
    expect(trayModel(facts({ unread, isPaused })).state).toBe(state)
  })

  it('says in quiet hours until when, with the picture for paused', () => {
    const model = trayModel(facts({ quietUntil: '07:00' }))
    expect(model).toMatchObject({
      state: 'paused',
      tooltip: 'Bellhop: quiet until 07:00, 3 unread',
    })
    expect(labels({ quietUntil: '07:00' }).slice(1, 3)).toEqual(['3 unread', 'Quiet until 07:00'])
    expect(labels({ quietUntil: '07:00', isPaused: true })).not.toContain('Quiet until 07:00')
  })

  it('has a picture of its own for each state, in brass and as a template, in two sizes', () => {
    const pictures = [TRAY_ICONS.brass, TRAY_ICONS.template]
      .flatMap(({ normal, unread, paused }) => [normal, unread, paused])
      .flatMap(({ once, twice }) => [once, twice])
    expect(pictures).toHaveLength(12)
    expect(new Set(pictures).size).toBe(12)
    const sizes = pictures.map((url) => sizeOf(Buffer.from(url.replace(/^.*,/, ''), 'base64')))
    expect(sizes).toEqual([16, 32, 16, 32, 16, 32, 16, 32, 16, 32, 16, 32])
  })

  it('offers no address while the hub does not listen, and says so', () => {
    expect(labels({ status: aStatus({ state: 'failed' }) })).toEqual([
      'Open Bellhop',
      'The hub is not running',
      '—',
      'Connect a device',
      'Pause',
      'Quit Bellhop',
    ])
  })
})

/** How wide and high a PNG is. */
function sizeOf(png: Buffer): number {
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16))
  return png.readUInt32BE(16)
}

// What a text frame means: a plain text, a command or a refusal that names its field.

import { describe, expect, it } from 'vitest'
import { decodePublish, decodeText, type Decoded } from '../../../src/shared/protocol/decode'

const frame = (fields: object): Decoded => decodeText(JSON.stringify(fields))
const notify = (fields: object): Decoded => frame({ type: 'notify', body: 'x', ...fields })

/** The code and field of a refusal, else what it was decoded to. */
function verdict(decoded: Decoded): string {
  if (decoded.kind !== 'refused') return decoded.kind
  return [decoded.refusal.code, decoded.refusal.field].filter(Boolean).join(' ')
}

describe('a text that is no command', () => {
  it.each([
    ['a word', 'hello'],
    ['JSON without a type', '{"title":"x"}'],
    ['a type that is no string', '{"type":7}'],
    ['a JSON array', '["type","notify"]'],
    ['a JSON string', '"notify"'],
    ['null', 'null'],
    ['half an object', '{"type":"notify"'],
    ['a trailing comma', '{"type":"notify","body":"x",}'],
    ['NaN', '{"type":"notify","progress":NaN}'],
    ['a byte order mark', '\ufeff{"type":"ping"}'],
    ['an inherited type only', '{"__proto__":{"type":"ping"}}'],
    ['spaces', '   '],
    ['a list 10,000 deep', '['.repeat(10_000)],
  ])('is the body of a notification to the hub, as it came: %s', (_what, text) => {
    expect(decodeText(text)).toEqual({
      kind: 'plain',
      draft: { to: ['hub'], content: { body: text, format: 'text', priority: 3 } },
    })
  })

  it('may be 65,536 characters long, and no longer', () => {
    expect(verdict(decodeText('x'.repeat(65_536)))).toBe('plain')
    expect(verdict(decodeText('x'.repeat(65_537)))).toBe('bad_field body')
  })

  it('may not be empty', () => {
    expect(verdict(decodeText(''))).toBe('bad_field body')
  })
})

describe('a command', () => {
  it('is told by its type, whatever stands around it', () => {
    expect(decodeText(' \n\t{"ref":"r","type":"ping"} ')).toEqual({
      kind: 'command',
      command: { type: 'ping', ref: 'r' },
    })
  })

  it.each(['publish', 'NOTIFY', '', 'welcome', 'toString', 'constructor', '__proto__', 'attached'])(
    'of the unknown type “%s” is refused',
    (type) => {
      expect(frame({ type, ref: 'r' })).toMatchObject({
        kind: 'refused',
        refusal: { code: 'unknown_type' },
        ref: 'r',
      })
    },
  )

  it('loses keys that nobody knows', () => {
    const decoded = notify({ colour: 'red', type2: 1 })
    expect(decoded).toMatchObject({ kind: 'command' })
    expect(JSON.stringify(decoded)).not.toContain('colour')
  })

  it('is refused under its own ref, unless that is no good itself', () => {
    expect(notify({ ref: 'mine', title: 7 })).toMatchObject({ kind: 'refused', ref: 'mine' })
    expect(notify({ ref: 'x'.repeat(129) })).not.toHaveProperty('ref')
    expect(notify({ ref: 7 })).not.toHaveProperty('ref')
  })
})

describe('S-37 keys that could reach a prototype', () => {
  const hostile = ['__proto__', 'constructor', 'prototype']

  it.each(hostile)('%s is refused at the top', (key) => {
    const text = `{"type":"notify","body":"x","${key}":{"polluted":1}}`
    expect(verdict(decodeText(text))).toBe(`bad_field ${key}`)
  })

  it.each(hostile)('%s is refused inside data, also in lists', (key) => {
    const inside = `{"type":"notify","body":"x","data":{"a":[{"b":{"${key}":{"polluted":1}}}]}}`
    expect(verdict(decodeText(inside))).toBe(`bad_field ${key}`)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each(hostile)('%s is refused in a publish over HTTP', (key) => {
    expect(decodePublish(`{"body":"x","data":{"${key}":1}}`)).toMatchObject({
      code: 'bad_field',
      field: key,
    })
  })

  it('is refused in every command, also where the key has no meaning', () => {
    expect(verdict(decodeText('{"type":"ping","x":{"__proto__":1}}'))).toBe('bad_field __proto__')
  })
})

describe('S-36 the shape of a command', () => {
  const nested = (depth: number): string =>
    `{"type":"notify","body":"x","data":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const wide = (keys: number): string =>
    JSON.stringify({
      type: 'notify',
      body: 'x',
      data: Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${String(n)}`, n])),
    })

  it('may be 16 deep, and no deeper', () => {
    expect(verdict(decodeText(nested(15)))).toBe('command')
    expect(verdict(decodeText(nested(16)))).toBe('bad_frame')
    expect(verdict(decodeText(nested(10_000)))).toBe('bad_frame')
  })

  it('takes no 50 ms to refuse, however many brackets there are', () => {
    const texts = ['[', '{"a":', '[[],', '"'].map((piece) =>
      `{"type":"notify","data":`.padEnd(262_144, piece),
    )
    for (const text of texts) {
      const took = Array.from({ length: 5 }, () => {
        const startMs = performance.now()
        expect(verdict(decodeText(text))).not.toBe('command')
        return performance.now() - startMs
      })
      expect(Math.min(...took)).toBeLessThan(50)
    }
  })

  it('may have 64 keys in an object, and no more', () => {
    expect(verdict(decodeText(wide(64)))).toBe('command')
    expect(verdict(decodeText(wide(65)))).toBe('bad_frame')
  })

  it('counts its own keys too', () => {
    const more = Object.fromEntries(Array.from({ length: 63 }, (_, n) => [`k${String(n)}`, n]))
    expect(verdict(frame({ type: 'notify', body: 'x', ...more }))).toBe('bad_frame')
  })
})

describe('half of a character', () => {
  it('becomes the replacement character, as it would anywhere on the wire', () => {
    const decoded = decodeText(
      '{"type":"notify","title":"a\\ud83d","body":"\\udd14b","tags":["\\uD800"]}',
    )
    expect(decoded).toMatchObject({
      command: { title: 'a\ufffd', body: '\ufffdb', tags: ['\ufffd'] },
    })
  })

  it('is left alone where it is whole, or only spelled out', () => {
    expect(
      decodeText('{"type":"notify","title":"\\ud83d\\udd14","body":"\\\\ud83d"}'),
    ).toMatchObject({
      command: { title: '🔔', body: '\\ud83d' },
    })
  })

  it('is replaced inside data and over HTTP, keys included', () => {
    expect(decodePublish('{"body":"x","data":{"\\udc00":["\\ud83dz"]}}')).toMatchObject({
      content: { data: { '\ufffd': ['\ufffdz'] } },
    })
  })
})

describe('the JSON of a publish over HTTP', () => {
  it('has the fields of notify, without a type', () => {
    expect(decodePublish('{"to":"tv","title":"T","body":"B","ref":"r","tags":[]}')).toEqual({
      ref: 'r',
      to: ['tv'],
      content: { title: 'T', body: 'B', format: 'text', priority: 3 },
    })
  })

  it.each(['', 'hello', '[]', '{"body":', '"x"', 'null', '7'])(
    'is refused when it is %j',
    (text) => {
      expect(decodePublish(text)).toMatchObject({ code: 'bad_frame' })
    },
  )

  it('is refused when it is nested too deep', () => {
    expect(
      decodePublish(`{"body":"x","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    ).toMatchObject({ code: 'bad_frame' })
  })
})

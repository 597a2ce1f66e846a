// Publishing over the own HTTP door: what is taken, what is refused and how.

import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ERRORS, refuse, type ErrorCode } from '../../src/shared/protocol/errors'
import { ACCEPTED, openPort, type Port } from '../support/port'
import { bodyOf, statusOf } from '../support/raw-client'

const PATH = '/v1/notifications'

function post(
  port: Port,
  body: string,
  type?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const headers = { ...(type === undefined ? {} : { 'Content-Type': type }), ...more }
  return fetch(port.url(PATH), { method: 'POST', body, headers })
}

/** Sends bytes and exactly these fields: `fetch` would add a type of its own. */
function postBare(
  port: Port,
  body: string | Uint8Array,
  fields: readonly string[] = [],
): Promise<string> {
  const bytes = Buffer.from(body)
  const head = [`POST ${PATH} HTTP/1.1`, 'Host: localhost', `Content-Length: ${bytes.length}`]
  return port.ask([...head, ...fields], bytes.toString('latin1'))
}

describe('publishing', () => {
  test.each([
    ['text/plain', 'text/plain'],
    ['text/plain in UTF-8', 'text/plain; charset=UTF-8'],
    ['text/plain with a quoted set', 'Text/Plain;charset="utf-8"'],
    ['a form, as curl claims', 'application/x-www-form-urlencoded'],
  ])('%s is the body as it came', async (_name, type) => {
    const port = await openPort()
    const text = 'a=b&c=%20d + e\r\n\u4f60\u597d \ud83d\udd14 '
    const answer = await post(port, text, type)
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual(ACCEPTED)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(port.hub.published).toMatchObject([
      {
        isPlainText: true,
        draft: { to: ['hub'], content: { body: text, format: 'text', priority: 3 } },
      },
    ])
  })

  test('no type is plain text too', async () => {
    const port = await openPort()
    expect(statusOf(await postBare(port, 'hello'))).toBe(201)
    expect(statusOf(await postBare(port, '{"type":"notify"}', ['Content-Type:']))).toBe(201)
    expect(port.hub.published.map(({ draft }) => draft.content.body)).toEqual([
      'hello',
      '{"type":"notify"}',
    ])
  })

  test('JSON is the fields of notify', async () => {
    const port = await openPort()
    const fields = {
      to: ['phone', 'tv'],
      title: 'Backup done',
      body: '12 GB',
      priority: 4,
      ref: 'b-1',
    }
    const answer = await post(port, JSON.stringify(fields), 'application/json')
    expect(answer.status).toBe(201)
    expect(port.hub.published).toMatchObject([
      {
        isPlainText: false,
        draft: {
          ref: 'b-1',
          to: ['phone', 'tv'],
          content: { title: 'Backup done', body: '12 GB', priority: 4 },
        },
      },
    ])
  })

  test('a chunked body, byte by byte, is one text', async () => {
    const port = await openPort()
    const chunks = Array.from('hello', (letter) => `1\r\n${letter}\r\n`).join('')
    const answer = await port.ask(
      [`POST ${PATH} HTTP/1.1`, 'Host: localhost', 'Transfer-Encoding: chunked'],
      `${chunks}0\r\n\r\n`,
    )
    expect(statusOf(answer)).toBe(201)
    expect(port.hub.published[0]?.draft.content.body).toBe('hello')
  })

  test('who waits to be asked for the body is asked', async () => {
    const port = await openPort()
    const head = [
      `POST ${PATH} HTTP/1.1`,
      'Host: localhost',
      'Content-Length: 5',
      'Expect: 100-continue',
    ]
    const client = await port.raw(`${head.join('\r\n')}\r\n\r\n`)
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/)
    client.send('hello')
    await client.until(/201 Created/)
  })

  test('who is refused is not asked', async () => {
    const port = await openPort()
    const head = [
      `POST ${PATH} HTTP/1.1`,
      'Host: localhost',
      'Content-Length: 5',
      'Expect: 100-continue',
    ]
    const client = await port.raw(`${[...head, 'Origin: https://evil.test'].join('\r\n')}\r\n\r\n`)
    await client.until(/^HTTP\/1\.1 403/)
  })

  test('a pending sender is told so', async () => {
    const port = await openPort()
    port.hub.answers.publish = () => Promise.resolve('pending')
    const answer = await post(port, 'hello')
    expect([answer.status, await answer.json()]).toEqual([202, { pending: true }])
  })

  test('the peer proves what its fields say', async () => {
    const port = await openPort()
    await post(port, 'hello', 'text/plain', {
      Authorization: 'Bearer s3cret',
      'X-Device': 'kitchen-pi',
    })
    expect(port.hub.published[0]?.peer).toMatchObject({
      token: 's3cret',
      deviceName: 'kitchen-pi',
      origin: 'none',
      isCrossSite: false,
      isSameComputer: true,
    })
    expect(JSON.stringify(port.lines)).not.toMatch(/s3cret/)
  })
})

describe('what cannot be published', () => {
  const refused = async (answer: Response) => {
    const { error } = (await answer.json()) as {
      error: { code: string; message: string; field?: string }
    }
    expect(Object.keys(error).filter((key) => !['code', 'message', 'field'].includes(key))).toEqual(
      [],
    )
    expect(error.message).toMatch(/\w/)
    return `${answer.status} ${error.code}${error.field === undefined ? '' : ` ${error.field}`}`
  }

  test.each([
    ['another type', 'x', 'text/markdown', '415 unsupported_type'],
    ['a form with parts', 'x', 'multipart/form-data; boundary=x', '415 unsupported_type'],
    ['bytes', 'x', 'application/octet-stream', '415 unsupported_type'],
    ['another character set', 'x', 'text/plain; charset=iso-8859-1', '415 unsupported_type'],
    ['JSON in another set', '{}', 'application/json; charset=utf-16', '415 unsupported_type'],
    ['an empty text', '', 'text/plain', '400 bad_field body'],
    ['a long text', 'x'.repeat(65_537), 'text/plain', '400 bad_field body'],
    ['no JSON', 'hello', 'application/json', '400 bad_frame'],
    ['half of JSON', '{"body":', 'application/json', '400 bad_frame'],
    ['a list', '[1]', 'application/json', '400 bad_frame'],
    ['nothing in it', '{}', 'application/json', '400 bad_field body'],
    ['a wrong field', '{"body":1}', 'application/json', '400 bad_field body'],
    ['a wrong priority', '{"body":"a","priority":9}', 'application/json', '400 bad_field priority'],
    ['a field of later', '{"body":"a","at":"2030-01-01"}', 'application/json', '400 bad_field at'],
    [
      'a hostile key',
      '{"body":"a","data":{"__proto__":1}}',
      'application/json',
      '400 bad_field __proto__',
    ],
    ['deep nesting', `{"data":${'['.repeat(100_000)}`, 'application/json', '400 bad_frame'],
    [
      'nesting that closes',
      `{"body":"a","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'application/json',
      '400 bad_frame',
    ],
    ['too much', 'x'.repeat(262_145), 'text/plain', '413 too_large'],
  ])('%s', async (_name, body, type, expected) => {
    const port = await openPort()
    expect(await refused(await post(port, body, type))).toBe(expected)
    expect(port.hub.published).toEqual([])
  })

  test('invalid UTF-8', async () => {
    const port = await openPort()
    for (const bytes of [[0xff], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0x61, 0xc0, 0x80]]) {
      const answer = await postBare(port, Buffer.from(bytes), ['Content-Type: text/plain'])
      expect([statusOf(answer), bodyOf(answer)]).toEqual([
        400,
        expect.stringMatching(/"bad_frame"/),
      ])
    }
  })

  test.each(['gzip', 'br', 'identity, gzip', 'x'])('a body packed with %s', async (encoding) => {
    const port = await openPort()
    const answer = await post(port, 'hello', 'text/plain', { 'Content-Encoding': encoding })
    expect(await refused(answer)).toBe('415 unsupported_type')
  })

  test('256 KiB is read whole, and one byte more is not waited for', async () => {
    const port = await openPort()
    expect(await refused(await post(port, ' '.repeat(262_144), 'application/json'))).toBe(
      '400 bad_frame',
    )
    const head = [`POST ${PATH} HTTP/1.1`, 'Host: localhost', 'Content-Length: 99999999999']
    const client = await port.raw(`${head.join('\r\n')}\r\n\r\nx`)
    await client.until(/^HTTP\/1\.1 413 [^]*"too_large"/)
  })

  test('a client that sends all of 3 MiB first still reads the answer', async () => {
    const port = await openPort()
    const status = await new Promise<number>((resolve, reject) => {
      const outgoing = request(port.url(PATH), { method: 'POST' }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      outgoing.on('error', reject)
      outgoing.end(Buffer.alloc(3 * 1024 * 1024, 'x'))
    })
    expect(status).toBe(413)
    const chunked = await port.raw(
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    for (let round = 0; round < 20; round++) chunked.send(`8000\r\n${'x'.repeat(0x8000)}\r\n`)
    await chunked.until(/^HTTP\/1\.1 413/)
  })

  test('who goes away in the middle leaves nothing', async () => {
    const port = await openPort()
    const client = await port.raw(
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nhalf`,
    )
    await port.settled()
    client.end()
    await port.settled()
    expect(port.hub.published).toEqual([])
    expect(port.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('a refusal of the hub', () => {
  test.each(Object.keys(ERRORS) as ErrorCode[])(
    '%s has its status and nothing but its fields',
    async (code) => {
      const port = await openPort()
      port.hub.answers.publish = () =>
        Promise.resolve(refuse(code, { field: 'to', retryAfter: 2.1 }))
      const answer = await post(port, 'hello')
      expect(answer.status).toBe(ERRORS[code].http)
      expect(answer.headers.get('retry-after')).toBe('3')
      expect(await answer.json()).toEqual({
        error: { code, message: ERRORS[code].sentence, field: 'to' },
      })
    },
  )

  test('a hub that throws is answered for as internal, and logged', async () => {
    const port = await openPort()
    port.hub.answers.publish = () => Promise.reject(new Error('ours'))
    port.hub.answers.devices = () => {
      throw new Error('ours')
    }
    expect((await post(port, 'hello')).status).toBe(500)
    const answer = await fetch(port.url('/v1/devices'))
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringMatching(/"code":"internal"/),
    ])
    expect(port.lines.filter(({ level }) => level === 'error')).toHaveLength(2)
  })
})

// Somebody on the way wrote down a pairing: nothing in it depends on the six digits in a way that could be tried at home
// (docs/security.md S-12). Over the network they come encrypted or not at all; what comes in clear is the QR code's secret.

import { createHash, createHmac } from 'node:crypto'
import { connect, createServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { startHub, type TestHub } from '../support/hub'
import { until } from '../support/files'

const DIGESTS = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const
/** What a digest is known by, however it is cut. */
const KNOWN_BYTES = 5
const CODES = 1_000_000

type Recording = Readonly<{ port: number; all: () => Buffer }>

/** Passes everything on, and keeps it, both ways. */
async function recorder(bell: TestHub): Promise<Recording> {
  const chunks: Buffer[] = []
  const server = createServer((device) => {
    const hub = connect(bell.port, '127.0.0.1')
    for (const [from, to] of [
      [device, hub],
      [hub, device],
    ] as const) {
      from.on('data', (chunk: Buffer) => chunks.push(chunk))
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, all: () => Buffer.concat(chunks) }
}

/** Pairs, and answers the token. */
function pair(url: string, code: string, headers: Record<string, string> = {}): Promise<string> {
  const socket = new WebSocket(url, { rejectUnauthorized: false, headers })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.once('message', () =>
      socket.send(JSON.stringify({ type: 'hello', id: 'phone', pair: code })),
    )
    socket.on('message', (data: Buffer) => {
      const { token, type } = JSON.parse(data.toString()) as { token?: string; type: string }
      if (token !== undefined) resolve(token)
      if (type === 'error') reject(new Error(data.toString()))
    })
  })
}

/** All that stands in a record, as bytes and as what text of hexadecimal and base64 stands for. */
function readings(record: Buffer): Buffer {
  const text = record.toString('latin1')
  const written = [...text.matchAll(/[\w+/=-]{8,}/g)].flatMap(([word]) => [
    Buffer.from(word, 'hex'),
    Buffer.from(word, 'base64'),
  ])
  return Buffer.concat([record, ...written])
}

/** Every digest of a code, alone and with what an onlooker knows besides. */
function traces(code: string, known: readonly string[]): Buffer[] {
  const texts = [code, ...known.flatMap((one) => [`${code}${one}`, `${one}${code}`])]
  return DIGESTS.flatMap((name) => [
    ...texts.map((text) => createHash(name).update(text).digest()),
    ...known.map((one) => createHmac(name, one).update(code).digest()),
    ...known.map((one) => createHmac(name, code).update(one).digest()),
  ])
}

function standsIn(all: Buffer, code: string, known: readonly string[]): boolean {
  return traces(code, known).some((trace) => all.includes(trace.subarray(0, KNOWN_BYTES)))
}

async function ready(bell: TestHub): Promise<void> {
  await until(() => bell.hub.status().identity?.state === 'ready')
}

describe('S-12 a recorded pairing', () => {
  it('by six digits over TLS has neither them nor anything made of them', async () => {
    const bell = await startHub()
    await ready(bell)
    const { port, all } = await recorder(bell)
    const { code } = bell.hub.pair()
    const token = await pair(`wss://127.0.0.1:${String(port)}`, code)
    const record = readings(all())
    expect(record.includes(code) || record.includes(token)).toBe(false)
    expect(standsIn(record, code, ['phone', 'hub', token])).toBe(false)
  })

  it('by the QR code’s secret in clear says nothing of the six digits shown beside it', async () => {
    const bell = await startHub()
    await ready(bell)
    const { port, all } = await recorder(bell)
    const { code, url } = bell.hub.pair()
    const secret = new URLSearchParams(new URL(url).hash.slice(1)).get('pair') ?? ''
    const token = await pair(`ws://127.0.0.1:${String(port)}`, secret, {
      'X-Forwarded-For': '10.0.0.9',
    })
    const record = readings(all())
    // What the device says is masked, as the protocol has it; what the hub says is in clear.
    expect(record.includes(token)).toBe(true)
    expect(record.includes(code)).toBe(false)
    expect(standsIn(record, code, ['phone', 'hub', secret, token])).toBe(false)
  })

  it('would be seen if something were made of them', () => {
    const leak = createHash('sha256').update('493204phone').digest('base64url')
    const record = readings(Buffer.from(`{"proof":"${leak.slice(0, 12)}"}`))
    const found = Array.from({ length: CODES / 1_000 }, (_, n) => String(493_000 + n)).filter(
      (code) => standsIn(record, code, ['phone']),
    )
    expect(found).toEqual(['493204'])
  })
})

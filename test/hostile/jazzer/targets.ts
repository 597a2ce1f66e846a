// What reads the words of strangers, each as Jazzer.js calls it: with bytes, for an answer, and never for an exception or a trace
// in the process. Built into one file of CommonJS, which is what Jazzer.js steers by.

import { nameOf } from '../../../src/main/hub/attachments/kinds'
import { attachmentFields } from '../../../src/main/hub/doors/http-attachment'
import { readListQuery } from '../../../src/main/hub/doors/http-query'
import { FrameWatch } from '../../../src/main/hub/listener/frame-watch'
import { judge } from '../../../src/main/hub/listener/gate'
import { isWhole } from '../../../src/main/hub/listener/whole'
import { markdownText } from '../../../src/shared/markdown/plain'
import { isSafeLink } from '../../../src/shared/protocol/links'
import {
  decodePair,
  decodePublish,
  decodeReaction,
  decodeText,
} from '../../../src/shared/protocol/decode'
import { parseSearch } from '../../../src/shared/search'

const PEER = {
  address: '192.168.1.9',
  addressKey: '192.168.1.9',
  isSameComputer: false,
  isEncrypted: false,
}
const ACCESS = {
  trust: 'ask',
  tls: 'offered',
  publicPeers: false,
  ownNames: ['hallway', 'hallway.local'],
  allowedHosts: ['hub.example.net'],
  allowedOrigins: ['https://dash.example.net'],
} as const
const GATE = { access: ACCESS, isBlocked: () => false, headerFields: 64 }
const BEFORE = Object.getOwnPropertyNames(Object.prototype).join()
const KIND = { mime: 'application/octet-stream', ext: 'bin' }

/** A frame of text, or the body of a request. */
export function frames(data: Buffer): void {
  const text = data.toString()
  decodeText(text)
  decodePublish(text)
  decodePair(text)
  decodeReaction('act', text)
  if (Object.getOwnPropertyNames(Object.prototype).join() !== BEFORE)
    throw new Error('the prototype of all objects was changed')
}

/** A frame of text that is a command: what is tried need not find out how one begins. */
export function commands(data: Buffer): void {
  const [type, ...rest] = data.toString().split('\n')
  frames(Buffer.from(`{"type":${JSON.stringify(type)},${rest.join('\n')}}`))
  for (const known of ['hello', 'notify', 'attach', 'subscribe', 'act'])
    frames(Buffer.from(`{"type":"${known}",${data.toString()}}`))
}

/** The header of a request: its first line, then fields. Who is let in has a host that the hub has. */
export function headers(data: Buffer): void {
  const [line = '', ...fields] = data.toString('latin1').split('\n')
  const [method = '', target = ''] = line.split(' ')
  const raw = fields.flatMap((field) => {
    const at = field.indexOf(':')
    return at < 0 ? [] : [field.slice(0, at), field.slice(at + 1).trim()]
  })
  for (const isUpgrade of [true, false]) {
    const verdict = judge({ method, target, httpVersion: '1.1', raw, isUpgrade }, PEER, GATE)
    if (verdict.isPassed && verdict.peer.origin === 'foreign' && isUpgrade)
      throw new Error('a foreign page may upgrade')
  }
  isWhole(data)
}

/** What stands behind the path, a search in it. */
export function queries(data: Buffer): void {
  const text = data.toString()
  readListQuery(text)
  parseSearch(text)
  parseSearch(text, { isTyped: true })
}

/** The name of a file, as it is kept and as it goes out again. */
export function names(data: Buffer): void {
  const name = nameOf(data.toString(), KIND, 0)
  if (/[/\\\p{Cc}]/u.test(name) || name === '' || name.startsWith('.'))
    throw new Error(`a name that leads elsewhere: ${JSON.stringify(name)}`)
  for (const field of Object.values(attachmentFields({ name, mime: data.toString() }, false)))
    if (/[^\x20-\x7e]/.test(field))
      throw new Error(`a field with more in it: ${JSON.stringify(field)}`)
}

/** The bytes of a socket, in pieces, below what reads them. */
export function wire(data: Buffer): void {
  const watch = new FrameWatch()
  const cut = data.length === 0 ? 0 : (data[0] ?? 0) % data.length
  watch.feed(data.subarray(0, cut))
  watch.feed(data.subarray(cut))
}

/** A body, and a link in it. */
export function bodies(data: Buffer): void {
  const text = data.toString()
  markdownText(text)
  if (isSafeLink(text) && !/^(https?|mailto|tel|geo):/i.test(text))
    throw new Error(`a link of another kind: ${JSON.stringify(text)}`)
}

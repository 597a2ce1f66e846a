// docs/protocol.md against the code: error codes, limits and frames, in both directions.

import { describe, expect, it } from 'vitest'
import { COMMANDS, notifySchema } from '../../../src/shared/protocol/commands'
import { ERRORS, type ErrorCode } from '../../../src/shared/protocol/errors'
import {
  CLOSE,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  type HubFrame,
} from '../../../src/shared/protocol/frames'
import * as limits from '../../../src/shared/protocol/limits'
import { DEFAULT_SETTINGS } from '../../../src/shared/settings'
import { headings, section, tableRows, textOf } from '../../support/documents'

const PAGE = textOf('docs/protocol.md')

/** Complete by its type: a new frame of the hub's does not compile without a place here. */
const HUB_FRAMES = {
  welcome: true,
  accepted: true,
  attached: true,
  event: true,
  state: true,
  ring: true,
  receipt: true,
  action: true,
  announce: true,
  devices: true,
  presence: true,
  pong: true,
  ok: true,
  error: true,
} as const satisfies Record<HubFrame['type'], true>

const words = (number: number): string => number.toLocaleString('en')
const seconds = (ms: number): string => `${words(ms / 1000)} s`
const bytes = (number: number): string => `${words(number)} bytes`

/** A limit that a peer can meet, and the words in which the page states it. */
const STATED: Readonly<Record<string, (value: number) => string>> = {
  'FIELD.title': (n) =>
    `| \`title\` | a line; a title, a body or an attachment must be there | | ${words(n)} characters |`,
  'FIELD.body': (n) => `| \`body\` | text | | ${words(n)} characters |`,
  'FIELD.targets': (n) => `| \`["hub"]\` | ${words(n)} addresses |`,
  'FIELD.tags': (n) => `| ${words(n)} tags of`,
  'FIELD.tag': (n) => `tags of ${words(n)} characters |`,
  'FIELD.click': (n) => `without user name or password | | ${words(n)} characters |`,
  'FIELD.ref': (n) => `\`ref\`, up to ${words(n)} characters,`,
  'FIELD.name': (n) => `| \`name\` | what people read; else the ID | ${words(n)} characters |`,
  'FIELD.token': (n) => `bearer.TOKEN\` | ${words(n)} characters |`,
  'FIELD.pair': (n) => `Needs \`id\` | ${words(n)} characters |`,
  'FIELD.dataText': (n) => `| any JSON, for programs | | ${words(n)} characters as JSON text |`,
  'FIELD.ttlSeconds': (n) => `(a week) | ${words(n)} (a year) |`,
  'FIELD.defaultTtlSeconds': (n) => `| ${words(n)} (a week) |`,
  'FIELD.actions': (n) => `as [\`action\`](#action) | | ${words(n)};`,
  'FIELD.actionId': (n) => `; \`id\` ${words(n)},`,
  'FIELD.actionLabel': (n) => `\`label\` ${words(n)} characters |`,
  'FIELD.actionText': (n) => `\`text\`, up to ${words(n)} characters,`,
  'FIELD.replace': (n) => `see [What ends](#what-ends) | | ${words(n)} characters |`,
  'ALARM.rings': (n) => `at most ${words(n)} times`,
  'ALARM.defaultRepeat': (n) => `every \`repeat\` seconds (${words(n)} unless told)`,
  'ALARM.longestRepeat': (n) =>
    `| \`repeat\` | with \`until\`: seconds between two rings | 60 | 1 to ${words(n)} |`,
  'ALARM.steps': (n) => `| ${words(n)} steps; \`after\``,
  'ALARM.tries': (n) => `tried again later each time, ${words(n)} times`,
  'ALARM.longestAfter': (n) => `\`after\` 1 to ${words(n)} (a week) |`,
  'LETTERS.kept': (n) => `up to 7 days and ${words(n)} of them`,
  'LETTERS.strangers': (n) => `that never said \`hello\` together ${words(n)} are kept`,
  'LETTERS.inAll': (n) => `and for all together ${words(n)};`,
  'LETTERS.keptMs': (n) => `up to ${words(n / 86_400_000)} days and`,
  'FIELD.ackIds': (n) => `up to ${words(n)} of them: received`,
  'FIELD.topics': (n) => `1 to ${words(n)} names; a device can have joined ${words(n)}`,
  'FIELD.atAheadSeconds': (n) => `| now | ${words(n)} (a year) ahead |`,
  'FRAME.maxPayloadBytes': (n) => `| any frame | ${bytes(n)} |`,
  'FRAME.guestTextBytes': (n) => `| text from a guest or pending device | ${bytes(n)} |`,
  'FRAME.trustedTextBytes': (n) =>
    `| text from a trusted device, body of a request | ${bytes(n)} |`,
  'FRAME.maxFragments': (n) => `| fragments of one message | ${words(n)} |`,
  'FRAME.maxBufferedChunks': (n) => `| pieces of one message that wait to be read | ${words(n)} |`,
  'FRAME.depth': (n) => `| nesting of a command | ${words(n)} levels |`,
  'FRAME.keys': (n) => `| keys of an object in a command | ${words(n)} |`,
  'FRAME.controlPerSecond': (n) => `| control frames | ${words(n)} a second |`,
  'FRAME.unfinishedMs': (n) => `| a message begun, then silence | ${seconds(n)} |`,
  'PORT.sockets': (n) => `| connections in all | ${words(n)} |`,
  'PORT.unauthenticated': (n) => `| those of peers that spoke and proved nothing | ${words(n)};`,
  'PORT.waitingBytes': (n) => `wait until there is room | ${bytes(n)};`,
  'PORT.idleBeforeEvictionMs': (n) => `silent longest, for over ${seconds(n)},`,
  'PORT.perAddress': (n) => `programs on the hub's computer | ${words(n)}, and`,
  'PORT.newPerAddressBurst': (n) => `, and ${words(n)} new ones at once`,
  'PORT.newPerAddressPerSecond': (n) => `then ${words(n)} a second |`,
  'PORT.firstByteMs': (n) => `| time to the first byte | ${seconds(n)} |`,
  'PORT.handshakeMs': (n) => `| time for a TLS handshake | ${seconds(n)} |`,
  'PORT.headersMs': (n) => `| time for the header of a request | ${seconds(n)} |`,
  'PORT.headerBytes': (n) => `| header of a request | ${bytes(n)},`,
  'PORT.headerFields': (n) => `bytes, ${words(n)} fields |`,
  'PORT.helloMs': (n) => `| time for \`hello\` | ${seconds(n)};`,
  'PORT.bodyMs': (n) => `| time for the body of a request | ${seconds(n)},`,
  'PORT.bodyFloorBytesPerSecond': (n) => `comes at ${bytes(n)} a second |`,
  'RATE.trusted.burst': (n) => `let in without one | ${words(n)} |`,
  'RATE.trusted.perSecond': (n) => `| ${words(n)} a second | \`rate_limited\` |`,
  'RATE.reactions.burst': (n) =>
    `| \`read\`, \`dismiss\`, \`act\` and \`cancel\`, of the same | ${words(n)} |`,
  'RATE.reactions.perSecond': (n) => `, of the same | 2,000 | ${words(n)} a second |`,
  'RATE.guest.burst': (n) => `| guests and pending devices, for each address | ${words(n)} |`,
  'RATE.guest.perSecond': (n) => `| ${words(n * 60)} a minute | \`rate_limited\` |`,
  'RATE.strangersWords.burst': (n) => `| \`hello\` and \`ping\` of the same | ${words(n)} |`,
  'RATE.strangersWords.perSecond': (n) => `of the same | 100 | ${words(n)} a second |`,
  'RATE.authFailures.burst': (n) => `| wrong tokens, for each address | ${words(n)} |`,
  'RATE.authFailures.perSecond': (n) => `| ${words(n * 60)} a minute | \`rate_limited\` instead`,
  'RATE.floodFactor': (n) => `Beyond ${words(n)} times its rate`,
  'RATE.refusedFrames': (n) => `had ${words(n)} frames refused`,
  'RATE.refusedWithinMs': (n) => `refused within ${seconds(n)}`,
  'HEARTBEAT.firstPingMs': (n) => `| ping from the hub | the first within ${seconds(n)}, then `,
  'HEARTBEAT.pingMs': (n) => `, then every ${seconds(n)} |`,
  'HEARTBEAT.silenceMs': (n) => `| closed when nothing was heard for | ${seconds(n)} |`,
  'OUTBOX.pauseBytes': (n) => `from ${bytes(n)} of backlog`,
  'OUTBOX.cutBytes': (n) => `with ${bytes(n)}, or`,
  'OUTBOX.stalledMs': (n) => `or ${seconds(n)} without reading`,
  'INTAKE.notifications': (n) => `while ${words(n)} notifications or`,
  'INTAKE.bytes': (n) => `or ${bytes(n)} of one connection are not stored yet`,
  'QUEUE.notifications': (n) => `| queue of a device | ${words(n)} notifications`,
  'QUEUE.bytes': (n) => `notifications or ${bytes(n)} |`,
  'SCHEDULE.bySender': (n) => `| scheduled | ${words(n)} of one sender,`,
  'SCHEDULE.inAll': (n) => `of one sender, ${words(n)} in all`,
  'SCHEDULE.bytes': (n) => `in all, and ${bytes(n)} of them |`,
  'ATTACH.bytes': (n) => `| an attachment | ${bytes(n)} |`,
  'ATTACH.of': (n) => `by [\`attach\`](#attach) or an upload, of this sender | | ${words(n)} |`,
  'ATTACH.name': (n) => `kept to ${words(n)} characters`,
  'ATTACH.said': (n) => `without one the hub makes one | ${words(n)} characters |`,
  'ATTACH.mime': (n) => `what its sender takes it for | ${words(n)} characters |`,
  'ATTACH.iconName': (n) => `a name of up to ${words(n)} letters`,
  'ATTACH.looseMs': (n) => `goes after ${seconds(n)}`,
  'ATTACH.underWayOfOne': (n) => `attachments on their way at once | ${words(n)} of one device`,
  'ATTACH.underWay': (n) => `and ${words(n)} in all |`,
  'ATTACH.announced': (n) => `announced on one connection before their bytes came | ${words(n)} |`,
  'GUESTS.kept': (n) => `| notifications of guests | ${words(n)} |`,
  'REQUESTS.waiting': (n) => `| requests that wait for the owner | ${words(n)} |`,
  'REQUESTS.held': (n) => `| notifications held for each request | ${words(n)} |`,
  'AUDIT.kept': (n) => `| lines of the owner's audit | ${words(n)},`,
  'AUDIT.detail': (n) => `each with ${words(n)} characters of detail`,
  'AUDIT.refusedEveryMs': (n) => `refused for is written once in ${seconds(n)}`,
  'AUDIT.refusedAtOnce': (n) => `and ${words(n)} such lines`,
  'PAIRING.openMs': (n) => `opens a window of ${seconds(n)}`,
  'PAIRING.wrongOfOne': (n) => `of one address ${words(n)} count`,
  'PAIRING.wrong': (n) => `${words(n)} wrong ones in all close the window`,
  'PAIRING.firstDelayMs': (n) => `nothing is tried for ${seconds(n)}`,
  'LOCAL_DEVICE.known': (n) => `| devices | ${words(n)} |`,
  'LOCAL_DEVICE.rememberedMs': (n) => `for ${words(n / 86_400_000)} days after it was last`,
  'LOCAL_DEVICE.reachedByAllMs': (n) => `reaches it for ${words(n / 3_600_000)} hours`,
  'PAGE.default': (n) => `\`limit\` (default ${words(n)},`,
  'PAGE.atOnce': (n) => `of one device or address | ${words(n)} at the same time |`,
  'PAGE.max': (n) => `at most ${words(n)})`,
  'SEARCH.characters': (n) => `A search has at most ${words(n)} characters;`,
  'SEARCH.terms': (n) => `of more than ${words(n)} words and conditions only the first count`,
}

/** Bounds of the hub's own, which no peer can tell from others. */
const INTERNAL = new Set(['PORT.reservedDescriptors', 'ATTACH.slackBytes'])

/** Every number of limits.ts by its path. */
function leaves(value: object, path: string): [string, number][] {
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) => {
    const name = path === '' ? key : `${path}.${key}`
    if (typeof inside === 'number') return [[name, inside]]
    return typeof inside === 'object' && inside !== null ? leaves(inside, name) : []
  })
}

const flowing = (text: string): string => text.replace(/\s+/g, ' ')

describe('limits', () => {
  const all = leaves(limits, '')

  it.each(all.filter(([path]) => !INTERNAL.has(path)))(
    '%s = %d stands on the page',
    (path, value) => {
      const stated = STATED[path]
      expect(stated, `say in STATED how the page words ${path}`).toBeDefined()
      expect(flowing(PAGE)).toContain(stated?.(value))
    },
  )

  it('are all still there', () => {
    const paths = all.map(([path]) => path)
    expect(Object.keys(STATED).filter((path) => !paths.includes(path))).toEqual([])
  })
})

describe('error codes', () => {
  const rows = tableRows(section(PAGE, '## Errors'))
  const codes = Object.keys(ERRORS) as ErrorCode[]

  it('are the same here and there', () => {
    expect(rows.map(([code]) => code)).toEqual(codes.map((code) => `\`${code}\``))
  })

  it.each(codes)('%s has the numbers of the code', (code) => {
    const [, http, close, retry] = rows.find(([name]) => name === `\`${code}\``) ?? []
    const row: { http: number; close?: number; retry: boolean } = ERRORS[code]
    expect([http, close, retry]).toEqual([
      String(row.http),
      row.close === undefined ? '' : String(row.close),
      row.retry ? 'yes' : 'no',
    ])
  })

  it('that end a connection do so with a code that is explained', () => {
    const explained = tableRows(section(PAGE, '## Close codes')).map(([code]) => Number(code))
    const used = [...Object.values(CLOSE), 1002, 1007]
    expect([...explained].sort()).toEqual([...used].sort())
  })
})

describe('frames', () => {
  const titles = (part: string): string[] =>
    headings(section(PAGE, part))
      .filter((line) => line.startsWith('### '))
      .map((line) => line.replace(/^### `|`$/g, ''))

  it('of a client each have a section', () => {
    expect(titles('## What a client says')).toEqual(Object.keys(COMMANDS))
  })

  it('of the hub each have a section', () => {
    expect(titles('## What the hub says')).toEqual(Object.keys(HUB_FRAMES))
  })

  it('have every field in their table, and those not acted on under "Not yet"', () => {
    const table = tableRows(section(PAGE, '### `notify`')).map(([name]) => name)
    const later = flowing(section(PAGE, '## Not yet'))
    for (const field of Object.keys(notifySchema.entries)) {
      expect(table.includes(`\`${field}\``) || later.includes(`\`${field}\``), field).toBe(true)
    }
    const hello = section(PAGE, '### `hello`') + later
    const fields = Object.keys(COMMANDS.hello.entries).filter((field) => field !== 'type')
    for (const field of fields)
      expect(hello + section(PAGE, '## What a text means')).toContain(`\`${field}\``)
  })

  it('shown as examples are what they say', () => {
    const shown = [...PAGE.matchAll(/^```json\n([\s\S]*?)\n```$/gm)].map(([, text = '']) => text)
    const types = shown.map((text) => (JSON.parse(text) as { type: string }).type)
    expect(types.length).toBeGreaterThan(6)
    for (const type of types) expect({ ...COMMANDS, ...HUB_FRAMES }).toHaveProperty(type)
  })
})

describe('names and numbers', () => {
  it('of the protocol are those of the code', () => {
    expect(PAGE).toContain(`# The wire, version ${String(PROTOCOL_VERSION)}`)
    expect(PAGE).toContain(`\`${SUBPROTOCOL}\``)
    expect(PAGE).toContain(`one TCP port, ${String(DEFAULT_SETTINGS.port)} unless`)
  })
})

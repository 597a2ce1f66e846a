// Whatever comes as text is decoded without an exception and without a trace in the process.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMMANDS, notifySchema } from '../../../src/shared/protocol/commands'
import { decodePublish, decodeText } from '../../../src/shared/protocol/decode'
import { ERRORS } from '../../../src/shared/protocol/errors'

const FIELDS = [
  ...new Set(Object.keys(notifySchema.entries).concat('type', 'id', 'ids', 'since', 'ack')),
]
const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

const key = fc.oneof(fc.constantFrom(...FIELDS), fc.constantFrom(...HOSTILE), fc.string())
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constantFrom('*', '!a', '#a', 'a', 1, 0.5, true, null, 'https://a.test/'),
    fc.array(tie('any'), { maxLength: 4 }),
    objectOf(tie('any')),
  ),
})).any

/** An object whose keys may be hostile, as JSON text: `__proto__` is then a key like any other. */
function objectOf(inside: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .array(fc.tuple(key, inside), { maxLength: 8 })
    .map((entries) => entries.reduce<object>((all, [name, one]) => define(all, name, one), {}))
}

function define(target: object, name: string, one: unknown): object {
  return Object.defineProperty(target, name, {
    value: one,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

const type = fc.constantFrom(...Object.keys(COMMANDS), ...HOSTILE, 'nothing')
const command = fc
  .tuple(type, objectOf(value))
  .map(([name, fields]) => JSON.stringify(define(fields as object, 'type', name)))
/** Text with a few characters changed, so that it is nearly what it was. */
const broken = fc
  .tuple(command, fc.nat(), fc.string({ maxLength: 3 }))
  .map(
    ([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1),
  )
const anyText = fc.oneof(command, broken, fc.string({ unit: 'binary' }), fc.json())

const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).sort().join()

function leavesNoTrace(): void {
  expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(PROTOTYPE)
}

describe('S-37 S-38 any text at all', () => {
  it('is decoded to something, and changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const decoded = decodeText(text)
        expect(['plain', 'command', 'refused']).toContain(decoded.kind)
        if (decoded.kind === 'refused') expect(ERRORS).toHaveProperty(decoded.refusal.code)
        leavesNoTrace()
      }),
      { numRuns: 2_000 },
    )
  })

  it('is a publish or a refusal over HTTP, and changes nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const decoded = decodePublish(text)
        expect('code' in decoded ? decoded.code in ERRORS : decoded.to.length > 0).toBe(true)
        leavesNoTrace()
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps only own fields of a command, each of its own kind', () => {
    fc.assert(
      fc.property(command, (text) => {
        const decoded = decodeText(text)
        if (decoded.kind !== 'command') return
        const known = Object.keys(COMMANDS[decoded.command.type].entries)
        expect(Object.keys(decoded.command).filter((name) => !known.includes(name))).toEqual([])
        expect(Object.getPrototypeOf(decoded.command)).toBe(Object.prototype)
      }),
      { numRuns: 1_000 },
    )
  })
})

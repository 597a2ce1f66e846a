// Events one after the other, each once, acknowledged when done; and what a command gets of them.

import { describe, expect, it } from 'vitest'
import { variablesOf } from '../../src/main/cli/exec'
import { createIntake } from '../../src/main/cli/intake'
import type { ControlEvent } from '../../src/shared/control'

const eventOf = (id: string, more: object = {}): ControlEvent =>
  ({
    type: 'event',
    id,
    seq: 1,
    time: '2026-11-22T12:00:00.000Z',
    from: { id: 'nas', name: 'NAS' },
    to: ['phone'],
    format: 'text',
    priority: 3,
    ...more,
  }) as unknown as ControlEvent

/** An intake whose handler ends when the test says so. */
function scene() {
  const log: string[] = []
  const finish: (() => void)[] = []
  const intake = createIntake({
    handle: ({ id }) => {
      log.push(`begin ${id}`)
      if (id === 'bad') return Promise.reject(new Error('no'))
      return new Promise((resolve) => finish.push(resolve))
    },
    onDone: (id) => log.push(`done ${id}`),
    onPressure: (isHigh) => log.push(isHigh ? 'rest' : 'go on'),
  })
  const finishOne = async (): Promise<void> => {
    finish.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { log, intake, finishOne }
}

describe('the intake', () => {
  it('handles in order, one at a time, and says when each is done', async () => {
    const { log, intake, finishOne } = scene()
    intake.take(eventOf('a'))
    intake.take(eventOf('b'))
    expect(log).toEqual(['begin a'])
    await finishOne()
    expect(log).toEqual(['begin a', 'done a', 'begin b'])
  })

  it('handles once what is sent again, and acknowledges it anew when it was done', async () => {
    const { log, intake, finishOne } = scene()
    intake.take(eventOf('a'))
    intake.take(eventOf('a'))
    await finishOne()
    intake.take(eventOf('a'))
    await finishOne()
    expect(log).toEqual(['begin a', 'done a', 'done a'])
  })

  it('goes on after a time without events', async () => {
    const { log, intake, finishOne } = scene()
    intake.take(eventOf('a'))
    await finishOne()
    intake.take(eventOf('b'))
    await finishOne()
    expect(log).toEqual(['begin a', 'done a', 'begin b', 'done b'])
  })

  it('asks for rest while many wait', async () => {
    const { log, intake, finishOne } = scene()
    for (let n = 0; n < 64; n++) intake.take(eventOf(String(n)))
    expect(log).toEqual(['begin 0', 'rest'])
    await finishOne()
    expect(log).toEqual(['begin 0', 'rest', 'done 0', 'go on', 'begin 1'])
  })

  it('finishes only what is under way when it stops', async () => {
    const { log, intake, finishOne } = scene()
    expect(intake.isBusy()).toBe(false)
    intake.take(eventOf('a'))
    intake.take(eventOf('b'))
    expect(intake.isBusy()).toBe(true)
    const stopped = intake.stop()
    await finishOne()
    await stopped
    intake.take(eventOf('c'))
    expect(log).toEqual(['begin a', 'done a'])
  })

  it('fails where its handler does', async () => {
    const { log, intake } = scene()
    intake.take(eventOf('bad'))
    await expect(intake.failed).rejects.toThrow('no')
    expect(log).toEqual(['begin bad'])
  })
})

describe('the variables of an event', () => {
  it('say what it has, and are empty where it has nothing', () => {
    const variables = variablesOf(eventOf('a', { title: 'T', tags: ['x', 'y'] }))
    expect(variables).toEqual({
      BELLHOP_ID: 'a',
      BELLHOP_SEQ: '1',
      BELLHOP_TIME: '2026-11-22T12:00:00.000Z',
      BELLHOP_FROM: 'nas',
      BELLHOP_FROM_NAME: 'NAS',
      BELLHOP_TO: 'phone',
      BELLHOP_TITLE: 'T',
      BELLHOP_BODY: '',
      BELLHOP_PRIORITY: '3',
      BELLHOP_TAGS: 'x,y',
      BELLHOP_CLICK: '',
    })
  })

  it('fit where a system takes them', () => {
    const { BELLHOP_BODY = '' } = variablesOf(eventOf('a', { body: `\0${'中'.repeat(65_536)}` }))
    expect(BELLHOP_BODY).not.toContain('\0')
    expect(Buffer.byteLength(BELLHOP_BODY)).toBeLessThan(131_072)
  })
})

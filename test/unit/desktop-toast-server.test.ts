// What a notification server says that it takes, and what is believed until it says so.

import { describe, expect, it } from 'vitest'
import { createToastServer, hasMarkup } from '../../src/main/desktop/toast-server'
import { SILENT } from '../support/log'

const reply = (...names: string[]): string =>
  `method return time=1 sender=:1.5\n   array [\n${names.map((name) => `      string "${name}"\n`).join('')}   ]\n`
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A server whose answers the test gives, and a clock that it turns. */
function server(platform: NodeJS.Platform = 'linux') {
  const world = { says: reply('body'), nowMs: 0, asked: 0, isThere: true }
  const toasts = createToastServer(
    platform,
    () => world.nowMs,
    SILENT,
    () => {
      world.asked += 1
      return world.isThere ? Promise.resolve(world.says) : Promise.reject(new Error('nobody'))
    },
  )
  return { world, toasts }
}

describe('S-58 a notification server', () => {
  it.each([
    [['actions', 'body', 'body-markup'], true],
    [['body', 'body-hyperlinks'], false],
    [['x-body-markup', 'body-markup-2'], false],
    [[], false],
  ])('that says %j', (names, takes) => {
    expect(hasMarkup(reply(...names))).toBe(takes)
  })

  it('is taken to read markup until it says no', async () => {
    const { toasts } = server()
    expect(toasts.takesMarkup()).toBe(true)
    await turn()
    expect(toasts.takesMarkup()).toBe(false)
  })

  it('is believed for a minute, and then asked again', async () => {
    const { world, toasts } = server()
    await turn()
    world.says = reply('body-markup')
    world.nowMs = 59_999
    expect(toasts.takesMarkup()).toBe(false)
    expect(world.asked).toBe(1)
    world.nowMs = 60_000
    toasts.takesMarkup()
    await turn()
    expect(toasts.takesMarkup()).toBe(true)
    expect(world.asked).toBe(2)
  })

  it('that does not answer is taken to read markup', async () => {
    const { world, toasts } = server()
    world.isThere = false
    world.nowMs = 60_000
    await turn()
    const silent = createToastServer(
      'linux',
      () => 0,
      SILENT,
      () => Promise.reject(new Error()),
    )
    await turn()
    expect(silent.takesMarkup()).toBe(true)
    expect(toasts.takesMarkup()).toBe(false)
  })

  it('is not asked where no body is markup', () => {
    const { world, toasts } = server('darwin')
    expect(toasts.takesMarkup()).toBe(false)
    expect(world.asked).toBe(0)
  })
})

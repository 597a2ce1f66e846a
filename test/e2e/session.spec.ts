// The person's session ends without a word: the display is gone from under the app. What it accepted is there again.

import { startVirtualDisplay } from '../../scripts/setup/display.mjs'
import { startApp } from './support/program'
import { expect, test } from './support/test'

const COUNT = 50

test('P16 a display that ends under it ends the app, and costs nothing that was accepted', async ({
  profile,
  port,
  url,
}) => {
  const env = { BELLHOP_DATA: profile, BELLHOP_PORT: String(port) }
  const notifications = new URL('/v1/notifications', url)
  const publish = async (body: string): Promise<boolean> => {
    const headers = { 'Content-Type': 'application/json' }
    const text = JSON.stringify({ to: ['hub'], body })
    return (await fetch(notifications, { method: 'POST', headers, body: text })).status === 201
  }
  const session = await startVirtualDisplay()
  const app = startApp({ ...env, ...session.env })
  await expect.poll(() => app.stdout(), { timeout: 20_000 }).toContain('listening')
  const accepted: string[] = []
  // It goes on publishing while the session ends, until nobody answers any more.
  const publishing = (async () => {
    for (let nth = 0; ; nth++) {
      const body = `before the end ${String(nth)}`
      if (await publish(body)) accepted.push(body)
    }
  })().catch(() => undefined)
  await expect.poll(() => accepted.length).toBeGreaterThan(COUNT)
  await session.end()
  await app.ended
  await publishing

  const again = startApp(env)
  await expect.poll(() => again.stdout(), { timeout: 20_000 }).toContain('listening')
  const kept = new Set<string>()
  for (let since = 0, isAll = false; !isAll;) {
    const answer = await fetch(new URL(`?since=${String(since)}&limit=100`, notifications))
    const page = (await answer.json()) as { notifications: { seq: number; body: string }[] }
    for (const { body } of page.notifications) kept.add(body)
    isAll = page.notifications.length === 0
    since = page.notifications.at(-1)?.seq ?? since
  }
  expect(accepted.filter((body) => !kept.has(body))).toEqual([])
  again.process.kill('SIGTERM')
  expect(await again.ended).toBe(0)
})

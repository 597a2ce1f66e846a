// What is logged at the most talkative level: nothing that a sender wrote, and nothing that opens a door (S-81).

import { expect, test } from 'vitest'
import type { Log } from '../../src/main/hub/hub'
import { LAN_DEVICE, PAGE, startHub } from '../support/hub'

/** In every field, so that one search finds them all. */
const CANARY = 'CANARY-7f3a'

/** A log that keeps what it is told, errors with all that they carry. */
function kept(): { log: Log; text: () => string; lines: () => number } {
  const lines: string[] = []
  const keep = (message: string, fields?: object): void => {
    const whole = JSON.stringify(fields, (_key, value: unknown) =>
      value instanceof Error
        ? `${value.stack ?? ''} ${JSON.stringify(Object.entries(value))}`
        : value,
    )
    lines.push(`${message} ${whole}`)
  }
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  return { log, text: () => lines.join('\n'), lines: () => lines.length }
}

const CONTENT = {
  title: CANARY,
  body: CANARY,
  tags: [CANARY],
  click: `https://${CANARY.toLowerCase()}.test/${CANARY}`,
  data: { [CANARY]: CANARY },
  actions: [{ id: CANARY, label: CANARY, reply: true }],
  replace: CANARY,
}

test('S-81 no log line holds a title, a body, a token or anything else that somebody wrote', async () => {
  const { log, text, lines } = kept()
  const bell = await startHub({}, { log })
  const http = `http://127.0.0.1:${String(bell.port)}`
  const reader = await bell.device('reader', { name: CANARY })
  const sender = await bell.device('sender', { name: CANARY })

  sender.send({ type: 'notify', ref: CANARY, to: ['reader'], receipts: true, ...CONTENT })
  const { id } = await reader.next('event')
  reader.send({ type: 'act', id, action: CANARY, text: CANARY })
  await sender.next('action')
  sender.send(Buffer.from(CANARY))
  sender.send(`plain ${CANARY}`)
  sender.send(`{"type":"${CANARY}"}`)
  sender.send(`{"type":"notify","title":7,"body":"${CANARY}","ref":"${CANARY}"}`)
  sender.send(`{"type":"notify","to":["${CANARY}"],"body":"${CANARY}"}`)
  sender.send(`{"type":"notify","__proto__":"${CANARY}"}`)
  await sender.next('error')

  const guest = await bell.connect(PAGE)
  guest.send(`guest ${CANARY}`)
  const asking = await bell.connect(LAN_DEVICE)
  asking.send({ type: 'hello', id: 'porch', name: CANARY, token: CANARY })
  await asking.closed

  const headers = { authorization: `Bearer ${CANARY}`, 'x-device': CANARY, cookie: CANARY }
  for (const path of [`/v1/notifications?q=${CANARY}`, `/${CANARY}?token=${CANARY}`]) {
    await fetch(`${http}${path}`, { headers }).then((answer) => answer.text())
  }
  const broken = {
    method: 'POST',
    body: `{"title":"${CANARY}`,
    headers: { 'content-type': 'application/json' },
  }
  await fetch(`${http}/v1/notifications`, broken).then((answer) => answer.text())
  await fetch(`${http}/v1/notifications`, { method: 'POST', body: CANARY })
  await bell.hub.stop()

  expect(lines()).toBeGreaterThan(2)
  expect(text().toLowerCase()).not.toContain(CANARY.toLowerCase())
})

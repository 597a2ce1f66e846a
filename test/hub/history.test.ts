import { expect, test } from 'vitest'
import { openHistory, note, recorded, saved, waitingFor } from '../support/history'

test('what is recorded waits for its receivers, and is in the feed', async () => {
  const { history } = await openHistory()
  const phone = await saved(history, 'phone')
  const result = await recorded(history, note({ queued: [phone], body: 'hello' }))
  expect(result).toEqual({ kind: 'stored', seq: 1, full: [] })
  const waiting = await waitingFor(history, phone)
  expect(waiting.items.map(({ body }) => body)).toEqual(['hello'])
})

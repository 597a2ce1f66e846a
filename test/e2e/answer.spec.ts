// The person answers: a button's press goes to its sender, and what the sender takes back is struck through.

import { join } from 'node:path'
import { expect, passFirstRun, rowOf, test } from './support/test'

const ACTIONS = [
  { id: 'open', label: 'Open log', url: 'https://nas.local/log' },
  { id: 'again', label: 'Run again' },
  { id: 'say', label: 'Reply', reply: true },
]

test('buttons and answers reach the sender, and what it takes back is struck', async ({
  app,
  page,
  connect,
}) => {
  await app.resize({ width: 1280, height: 800 })
  const nas = await connect({ id: 'nas', name: 'NAS', kind: 'server' })
  const phone = await connect({ id: 'phone', name: 'Phone', kind: 'phone' })
  await passFirstRun(page, nas)
  const content = { title: 'Backup failed', body: 'The disk is full.', priority: 4 }
  const { id } = await nas.notify({ ...content, to: ['hub', 'phone'], actions: ACTIONS })
  await phone.until((frame) => frame['type'] === 'event')
  await rowOf(page, 'Backup failed').click()
  await page.getByRole('button', { name: 'Run again' }).click()
  expect(await nas.until((frame) => frame['type'] === 'action')).toMatchObject({
    ...{ id, action: 'again', by: { id: 'hub' } },
  })
  await page.getByRole('button', { name: 'Reply', exact: true }).click()
  await page.getByRole('textbox', { name: 'Your answer' }).fill('I will buy a larger one.')
  await page.screenshot({ path: join('test-results', 'gallery', 'answer-light-en-1280.png') })
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  expect(await nas.until((frame) => frame['action'] === 'say')).toMatchObject({
    text: 'I will buy a larger one.',
  })
  phone.send({ type: 'dismiss', id })
  await expect(page.getByRole('table', { name: 'Delivery' })).toContainText('Dismissed')
  nas.send({ type: 'cancel', id })
  await expect(page.getByText('The sender took this back.')).toBeVisible()
  await page.screenshot({ path: join('test-results', 'gallery', 'cancelled-light-en-1280.png') })
})

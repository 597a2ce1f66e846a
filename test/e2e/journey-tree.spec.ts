// The same journey by the accessibility tree alone: whatever a screen reader is told, by role and name. No selector, no
// place on the screen.

import { expect, test } from './support/test'
import { Tree, type Thing } from './support/tree'

test('a whole journey by the accessibility tree alone', async ({ app, page, connect }) => {
  await app.resize({ width: 1280, height: 800 })
  const tree = await Tree.of(page)

  await test.step('first start: a snippet is read', async () => {
    await tree.find('heading', 'Connect a device')
    await tree.press('tab', 'curl')
    expect(await tree.textOf('region', /^Paste this into a terminal/)).toContain('Hello from curl')
  })

  await test.step('connect: the digits are read out, and the first message opens', async () => {
    const said = await tree.textOf('region', 'Pair a device')
    const code = (/(\d{3}) (\d{3})/.exec(said) ?? []).slice(1).join('')
    const pi = await connect({ id: 'pi', name: 'Kitchen Pi', pair: code })
    await expect.poll(() => tree.spoken()).toContain('Kitchen Pi is connected')
    await pi.notify({ title: 'The very first' })
    await tree.find('heading', 'The very first')
  })

  const nas = await connect({ id: 'nas', name: 'NAS' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  const reply = { id: 'say', label: 'Reply', reply: true }
  await nas.notify({ title: 'Backup failed', body: 'The disk is full.', actions: [reply] })

  await test.step('read: what came is told, its row is opened', async () => {
    await expect.poll(() => tree.spoken()).toMatch(/2 new notifications|Backup failed/)
    await tree.press('row', /^Unread NAS.*Backup failed/)
    await tree.find('heading', 'Backup failed')
    const row = await tree.find('row', /^NAS.*Backup failed/)
    expect(row.states['selected']).toBe(true)
    expect(await tree.textOf('article', /Backup failed/)).toContain('The disk is full.')
  })

  await test.step('reply', async () => {
    await tree.press('button', 'Reply')
    await tree.write('textbox', 'Your answer', 'A larger one is on its way.')
    await tree.press('button', 'Send')
    const answer = await nas.until(({ type }) => type === 'action')
    expect(answer).toMatchObject({ action: 'say', text: 'A larger one is on its way.' })
    await expect.poll(() => tree.spoken()).toContain('NAS')
  })

  await test.step('forward', async () => {
    await tree.press('checkbox', /TV/)
    expect((await tree.find('checkbox', /TV/)).states['checked']).toBe('true')
    await tree.press('button', 'Forward to 1')
    await tv.until(({ type, title }) => type === 'event' && title === 'Backup failed')
    await expect.poll(() => tree.spoken()).toContain('Forwarded')
  })

  await test.step('search', async () => {
    await tree.write('searchbox', 'Search', 'very first')
    await expect.poll(async () => rows(await tree.things())).toHaveLength(1)
    await tree.press('button', 'Clear the search')
    await expect.poll(async () => rows(await tree.things())).toHaveLength(2)
  })

  await test.step('settings', async () => {
    await tree.press('button', 'Settings')
    await tree.press('radio', 'Dark', 'radiogroup Theme')
    await expect
      .poll(async () => (await tree.find('radio', 'Dark', 'radiogroup Theme')).states['checked'])
      .toBe('true')
    await tree.press('button', 'Trust')
    await tree.find('heading', 'Trust')
    await tree.press('button', /^Inbox/)
    await tree.find('main', 'Inbox')
  })
})

function rows(things: readonly Thing[]): string[] {
  const isRow = ({ role, within }: Thing): boolean =>
    role === 'row' && within.includes('grid Inbox')
  return things.filter(isRow).map(({ name }) => name)
}

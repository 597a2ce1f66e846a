// What a person sees outside the window: toasts and the tray, in a desktop that only pretends.

import { expect, passFirstRun, rowOf, test } from './support/test'

const SECRET = 'WIRE-MONEY-NOW'

test('a trusted sender’s toast has its title, text and name', async ({ app, desktop, connect }) => {
  expect(app.page).toBeDefined()
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await pi.notify({ title: 'Backup <done> & "well"', body: '<b>12 GB</b> & 4 min' })
  await expect.poll(desktop.toasts).toMatchObject([
    {
      title: 'Backup <done> & "well"',
      body: '&lt;b&gt;12 GB&lt;/b&gt; &amp; 4 min\nFrom Kitchen Pi',
      urgency: 1,
      hasImage: true,
    },
  ])
})

test('a click on a toast shows that notification', async ({ app, page, desktop, connect }) => {
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  const tv = await connect({ id: 'tv', name: 'TV' })
  await pi.notify({ title: 'The first', body: 'one' })
  await tv.notify({ title: 'The second', body: 'two' })
  await expect.poll(desktop.toasts).toHaveLength(2)
  await app.hideWindow()
  await desktop.click('The first')
  await expect(page.getByRole('heading', { name: 'The first', level: 1 })).toBeVisible()
  await expect.poll(app.isVisible).toBe(true)
})

test('urgent ones stay, low ones make none, what is for others rings nowhere', async ({
  app,
  page,
  desktop,
  connect,
}) => {
  expect(app.page).toBe(page)
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await connect({ id: 'tv', name: 'TV' })
  await pi.notify({ title: 'low', priority: 2 })
  await pi.notify({ title: 'lowest', priority: 1 })
  await pi.notify({ title: 'for the TV', to: ['tv'] })
  await pi.notify({ title: 'urgent', priority: 5 })
  await expect.poll(desktop.toasts).toMatchObject([{ title: 'urgent', urgency: 2, timeout: 0 }])
  await expect(rowOf(page, 'lowest')).toBeVisible()
})

test.describe('with text hidden', () => {
  test.use({ settings: { toastText: false } })

  test('S-60 neither toast nor tray carries any', async ({ page, desktop, connect }) => {
    await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
    const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
    await pi.notify({ title: SECRET, body: SECRET })
    await expect.poll(desktop.toasts).toMatchObject([{ title: 'TV' }, { title: 'Kitchen Pi' }])
    await expect.poll(() => desktop.menu()).toContain('1 unread')
    expect(JSON.stringify([await desktop.toasts(), await desktop.tray()])).not.toContain(SECRET)
  })
})

test.describe('with toasts switched off', () => {
  test.use({ settings: { toasts: false } })

  test('there are none', async ({ page, desktop, connect }) => {
    const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
    await pi.notify({ title: 'Quiet', priority: 5 })
    await expect(page.getByRole('heading', { name: 'Quiet', level: 1 })).toBeVisible()
    expect(await desktop.toasts()).toEqual([])
  })
})

test('a storm becomes a number', async ({ app, desktop, connect }) => {
  expect(app.page).toBeDefined()
  const devices = await Promise.all(['a', 'b', 'c'].map((id) => connect({ id, name: id })))
  for (const device of devices) {
    for (let n = 0; n < 5; n += 1) await device.notify({ title: `${n}` })
  }
  await expect
    .poll(desktop.toasts, { timeout: 10_000 })
    .toEqual(expect.arrayContaining([expect.objectContaining({ body: '12 more from 3 devices' })]))
  expect(await desktop.toasts()).toHaveLength(4)
})

test('S-61 the tray tells what is unread and lists what trusted ones sent', async ({
  page,
  desktop,
  connect,
}) => {
  await expect
    .poll(() => desktop.menu())
    .toEqual([
      'Open Bellhop',
      'Nothing unread',
      '—',
      'Connect a device',
      'Pause',
      'Copy address',
      'Quit Bellhop',
    ])
  const before = await desktop.tray()
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await pi.notify({ title: 'Salt & pepper' })
  await pi.notify({ title: 'x'.repeat(200) })
  await expect
    .poll(() => desktop.menu())
    .toEqual([
      'Open Bellhop',
      '2 unread',
      '—',
      `${'x'.repeat(39)}…`,
      'Salt & pepper',
      'The very first',
      '—',
      'Connect a device',
      'Pause',
      'Copy address',
      'Quit Bellhop',
    ])
  const after = await desktop.tray()
  expect(after?.tooltip).toBe('Bellhop: 2 unread')
  expect(after?.icon).not.toBe(before?.icon)
  await desktop.choose('Salt & pepper')
  await expect(page.getByRole('heading', { name: 'Salt & pepper', level: 1 })).toBeVisible()
})

test('S-61 a pause from the tray has a picture of its own, until it is resumed there', async ({
  app,
  page,
  desktop,
  connect,
}) => {
  const icon = async () => (await desktop.tray())?.icon
  await expect.poll(() => desktop.menu()).toContain('Pause')
  const usual = await icon()
  await desktop.choose('For 1 hour')
  await expect.poll(() => desktop.menu()).toContain('Resume')
  expect((await desktop.tray())?.tooltip).toMatch(/^Bellhop: paused/)
  const paused = await icon()
  expect(paused).not.toBe(usual)
  await passFirstRun(page, await connect({ id: 'tv', name: 'TV' }))
  await desktop.choose('Resume')
  await expect.poll(icon).not.toBe(paused)
  await app.hideWindow()
  await desktop.choose('Connect a device')
  await expect(page.getByRole('main', { name: 'Connect a device' })).toBeVisible()
  expect(await app.isVisible()).toBe(true)
})

test.describe('in quiet hours', () => {
  // A whole day, from the hour before.
  const hour = String((new Date().getHours() + 23) % 24).padStart(2, '0')
  test.use({ settings: { quietHours: `${hour}:00-${hour}:00` } })

  test('only what is urgent rings, and tray and window say until when', async ({
    page,
    desktop,
    connect,
  }) => {
    const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
    await passFirstRun(page, pi)
    await pi.notify({ title: 'Kettle' })
    await pi.notify({ title: 'Smoke', priority: 5 })
    await expect.poll(desktop.toasts).toMatchObject([{ title: 'Smoke' }])
    await expect
      .poll(async () => (await desktop.tray())?.tooltip)
      .toMatch(/^Bellhop: quiet until .*, \d unread$/)
    await expect(page.getByRole('button', { name: /^Quiet until/ })).toBeVisible()
  })
})

test('a closed window leaves hub and tray, and says so once', async ({
  app,
  page,
  desktop,
  connect,
}) => {
  await expect.poll(() => desktop.menu()).toContain('Open Bellhop')
  await app.closeWindow()
  await expect.poll(app.isVisible).toBe(false)
  await expect.poll(desktop.toasts).toMatchObject([{ title: 'Bellhop keeps running' }])
  const pi = await connect({ id: 'kitchen-pi', name: 'Kitchen Pi' })
  await pi.notify({ title: 'While it was closed' })
  await expect.poll(() => desktop.menu()).toContain('While it was closed')
  await desktop.choose('Open Bellhop')
  await expect.poll(app.isVisible).toBe(true)
  await expect(rowOf(page, 'While it was closed')).toBeVisible()
  await app.closeWindow()
  await expect.poll(app.isVisible).toBe(false)
  const said = (await desktop.toasts()).filter(({ title }) => title === 'Bellhop keeps running')
  expect(said).toHaveLength(1)
})

test('Quit in the tray ends the app', async ({ app, desktop }) => {
  await expect.poll(() => desktop.menu()).toContain('Quit Bellhop')
  await desktop.choose('Quit Bellhop')
  expect(await app.ended).toBe(0)
})

test('Copy address in the tray copies what one types elsewhere', async ({ app, desktop, port }) => {
  await expect.poll(() => desktop.menu()).toContain('Copy address')
  await desktop.choose('Copy address')
  await expect
    .poll(() => app.electron.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(new RegExp(`:${port}$`))
})

test.describe('closing without a tray to go to', () => {
  test.use({ settings: { closeToTray: false } })

  test('ends the app', async ({ app }) => {
    await app.closeWindow()
    expect(await app.ended).toBe(0)
  })
})

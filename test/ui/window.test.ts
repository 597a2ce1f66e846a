// The whole window by role and name: what a person finds, reads and does there.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { fakeId } from '../support/fake-bellhop'
import { firstItem, household, openWindow, settle } from './support/stage'

describe('a list without rows', () => {
  it('explains itself in the language that is chosen while it shows', async () => {
    const { desk, fake } = await openWindow(household())
    await desk.filter({ search: 'submarine' })
    await settle()
    expect(screen.getByText(/^Also understood/)).toBeTruthy()
    fake.emit('settings', { settings: desk.hub.settings, locale: 'zh-CN' })
    await settle()
    expect(screen.queryByText(/^Also understood/)).toBeNull()
  })
})

describe('the first run', () => {
  it('is the whole window while nobody is known, with snippets for this hub’s port', async () => {
    await openWindow({ status: { port: 4242 } })
    expect(screen.getByRole('heading', { name: 'Connect a device' })).toBeTruthy()
    expect(screen.queryByRole('navigation')).toBeNull()
    expect(screen.getByRole('tabpanel').textContent).toContain('ws://localhost:4242')
  })

  it('turns into the feed at the first message, with that message open and read', async () => {
    const { fake } = await openWindow()
    const [item] = fake.arrive({ title: 'hello', body: 'The first of many.' })
    await settle()
    expect(screen.getByRole('heading', { name: 'hello' })).toBeTruthy()
    expect(screen.getByRole('row', { name: /hello/ }).getAttribute('aria-selected')).toBe('true')
    expect(fake.inputsOf('markRead')).toEqual([{ ids: [item?.id], isRead: true }])
    expect(screen.getByRole('row', { name: /hello/ }).textContent).not.toContain('Unread')
  })

  it('turns into Requests when the first to come has to be let in', async () => {
    const { fake } = await openWindow()
    fake.requests = [...(household().requests ?? [])]
    fake.emit('requests', { requests: fake.requests, blocked: [] })
    await settle()
    expect(screen.getByRole('heading', { name: 'Let ESP32 Porch ring here?' })).toBeTruthy()
  })

  it('is left with Later', async () => {
    const { user } = await openWindow()
    await user.click(screen.getByRole('button', { name: 'Later' }))
    await settle()
    expect(screen.getByRole('heading', { name: 'Nothing yet' })).toBeTruthy()
  })

  it('shows the address of another computer’s choice', async () => {
    const { user } = await openWindow()
    await user.click(screen.getByRole('radio', { name: 'Another device' }))
    expect(screen.getByRole('tabpanel').textContent).toContain('ws://192.168.1.20:9999')
    await user.click(screen.getByRole('tab', { name: 'Python' }))
    expect(screen.getByRole('tabpanel').textContent).toContain('http://192.168.1.20:9999/v1/')
  })
})

describe('the rail', () => {
  it('names the hub, its best address, the places and who is here', async () => {
    const { user, fake } = await openWindow(household())
    const rail = within(screen.getByRole('navigation', { name: 'Places' }))
    expect(rail.getByText('Studio Mac')).toBeTruthy()
    expect(rail.getByRole('button', { name: /Inbox 5 unread/ })).toBeTruthy()
    expect(rail.getByRole('button', { name: /Requests 2 wait/ })).toBeTruthy()
    expect(rail.getByRole('button', { name: /online NAS/ })).toBeTruthy()
    expect(rail.getByRole('button', { name: /online NAS 1 unread/ })).toBeTruthy()
    await user.click(rail.getByRole('button', { name: 'Copy address' }))
    expect(fake.inputsOf('copy')).toEqual([{ text: '192.168.1.20:9999' }])
  })

  it('has no Requests while nobody waits and nobody is blocked', async () => {
    await openWindow({ ...household(), requests: [] })
    expect(screen.queryByRole('button', { name: /Requests/ })).toBeNull()
  })

  it('shows a device with its facts, turns its states off, and forgets it after one more question', async () => {
    const { user, fake } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: /online NAS/ }))
    await settle()
    expect(fake.inputsOf('feed').at(-1)).toMatchObject({ place: 'everything', device: 'nas' })
    expect(screen.getByText('192.168.1.31')).toBeTruthy()
    expect(screen.getByText('backups, disks')).toBeTruthy()
    await user.click(screen.getByRole('switch', { name: /Tell it what others did/ }))
    await settle()
    expect(fake.inputsOf('tellStates')).toEqual([{ device: 'nas', isTold: false }])
    expect(screen.getByRole('switch', { checked: false })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Forget' }))
    const dialog = within(screen.getByRole('alertdialog', { name: 'Forget NAS?' }))
    await user.click(dialog.getByRole('button', { name: 'Forget' }))
    await settle()
    expect(fake.inputsOf('forget')).toEqual([{ device: 'nas' }])
    expect(screen.queryByRole('button', { name: /online NAS/ })).toBeNull()
  })
})

describe('the feed', () => {
  it('says who is unverified and how urgent it is, in words', async () => {
    await openWindow(household())
    const guest = screen.getByRole('row', { name: /guest-7f3a/ })
    expect(within(guest).getByText('Unverified')).toBeTruthy()
    expect(screen.getByRole('row', { name: /Water under the boiler/ }).textContent).toContain(
      'Urgent',
    )
  })

  it('holds what arrives while scrolled away, and lets it in when asked', async () => {
    const { fake, desk, user } = await openWindow(household())
    desk.feed.scrolled(false)
    fake.arrive({ title: 'One' }, { title: 'Two' })
    await settle()
    expect(screen.queryByRole('row', { name: /Two/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: '2 new' }))
    await settle()
    expect(screen.getByRole('row', { name: /Two/ })).toBeTruthy()
  })

  it('looks for what is typed, and says when there is nothing', async () => {
    const { fake, user } = await openWindow(household())
    await user.keyboard('/')
    await settle()
    await user.keyboard('soysauce{Enter}')
    await settle()
    expect(fake.inputsOf('feed').at(-1)).toMatchObject({ search: 'soysauce' })
    expect(screen.getByRole('heading', { name: 'Nothing has “soysauce”' })).toBeTruthy()
    // A line may not end between the dash and its word.
    expect(screen.getByText(/^Also understood/).textContent).toContain('-\u2060word')
    await user.click(screen.getByText('Clear the search'))
    await settle()
    expect(screen.getAllByRole('row').length).toBeGreaterThan(3)
  })

  it('has one tab stop', async () => {
    await openWindow(household())
    const stops = screen.getAllByRole('row').filter((row) => row.getAttribute('tabindex') === '0')
    expect(stops).toHaveLength(1)
  })
})

describe('the detail', () => {
  it('forwards to chosen devices, says what came of it, and offers the same again', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('row', { name: /Somebody wants in/ }))
    await settle()
    expect(screen.queryByRole('checkbox', { name: /Studio Mac/ })).toBeNull()
    await user.click(screen.getByRole('checkbox', { name: /Kitchen Pi/ }))
    await user.click(screen.getByRole('checkbox', { name: /书房平板/ }))
    await user.click(screen.getByRole('button', { name: 'Forward to 2' }))
    await settle()
    expect(fake.inputsOf('forward')).toMatchObject([{ to: ['kitchen-pi', 'study'] }])
    const box = within(screen.getByRole('region', { name: 'Forward' }))
    expect(box.getByRole('heading', { name: 'Forwarded' })).toBeTruthy()
    expect(box.getByText('Delivered')).toBeTruthy()
    expect(box.getByText('Waiting')).toBeTruthy()
    await user.click(screen.getByRole('row', { name: /Water under the boiler/ }))
    await settle()
    await user.click(screen.getByRole('button', { name: 'Same as last time' }))
    expect(screen.getByRole('button', { name: 'Forward to 2' })).toBeTruthy()
  })

  it('opens links through main alone, and none of a guest', async () => {
    const { fake, user } = await openWindow({
      ...household(),
      items: [
        {
          ...firstItem(),
          lane: 'guest',
          title: 'Win a prize',
          click: 'https://evil.test/',
          body: '[here](https://evil.test/)',
          format: 'markdown',
        },
      ],
    })
    await user.click(screen.getByRole('row', { name: /Win a prize/ }))
    await settle()
    expect(screen.queryByRole('link')).toBeNull()
    expect(screen.queryByRole('button', { name: /evil/ })).toBeNull()
    expect(fake.inputsOf('openLink')).toEqual([])
  })

  it('shows where a link truly leads', async () => {
    const { fake, user, desk } = await openWindow(household())
    await user.click(screen.getByRole('row', { name: /Somebody wants in/ }))
    await settle()
    await user.click(screen.getByRole('button', { name: 'Open door.local' }))
    expect(fake.inputsOf('openLink')).toEqual([{ id: desk.reader.id }])
  })

  it('tells by whom something was forwarded', async () => {
    const { user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Everything' }))
    await settle()
    await user.click(screen.getByRole('row', { name: /Bins today/ }))
    await settle()
    expect(screen.getByRole('article').textContent).toContain('forwarded by Studio Mac')
  })

  it('leads from a forward to the original, and says when that is not kept any more', async () => {
    const original = { ...firstItem(), title: 'The original' }
    const by = { by: 'hub' as never }
    const { user, fake } = await openWindow({
      ...household(),
      items: [
        original,
        {
          ...firstItem(),
          id: fakeId(901),
          seq: 901,
          title: 'On',
          forwarded: { ...by, id: original.id },
        },
      ],
    })
    await user.click(screen.getByRole('row', { name: /On/ }))
    await settle()
    await user.click(screen.getByRole('button', { name: 'Show the original' }))
    await settle()
    expect(screen.getByRole('heading', { name: 'The original' })).toBeTruthy()
    await user.click(screen.getByRole('row', { name: /Boiler Room forwarded/ }))
    await settle()
    fake.items = fake.items.filter(({ id }) => id !== original.id)
    await user.click(screen.getByRole('button', { name: 'Show the original' }))
    await settle()
    expect(screen.getByText('It is not stored any more.')).toBeTruthy()
  })
})

describe('requests', () => {
  it('shows what was sent as plain text, and decides', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: /Requests/ }))
    await settle()
    expect(screen.getByText('boot 14, firmware 0.9.2')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Allow' }))
    await settle()
    expect(fake.inputsOf('decide')).toEqual([{ key: 'request-1', decision: 'allow' }])
    expect(screen.queryByRole('button', { name: 'Allow' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Block' }))
    await settle()
    expect(screen.getByRole('button', { name: /Unblock/ })).toBeTruthy()
  })
})

describe('a request', () => {
  it('is allowed once by a click', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: /Requests/ }))
    await settle()
    await user.click(screen.getByRole('button', { name: 'Allow once' }))
    await settle()
    expect(fake.inputsOf('decide')).toEqual([{ key: 'request-1', decision: 'once' }])
  })
})

describe('settings', () => {
  it('refuses what is no port, takes what is, and says so', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('button', { name: 'Network' }))
    const field = screen.getByRole('textbox', { name: /Port/ })
    await user.clear(field)
    await user.type(field, '70000{Enter}')
    await user.tab()
    expect(screen.getByRole('alert').textContent).toContain('1 to 65535')
    expect(fake.inputsOf('setSettings')).toEqual([])
    await user.clear(field)
    await user.type(field, '8088')
    await user.tab()
    await settle()
    expect(fake.inputsOf('setSettings')).toEqual([{ port: 8088 }])
    expect(screen.getByText('Saved, in effect now')).toBeTruthy()
  })

  it('switches the language at once', async () => {
    const { user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('radio', { name: '简体中文' }))
    await settle()
    expect(screen.getByRole('button', { name: /收件箱/ })).toBeTruthy()
    expect(document.documentElement.lang).toBe('zh-CN')
  })

  it('puts the theme on the root', async () => {
    const { user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    await user.click(screen.getByRole('radio', { name: 'Dark' }))
    await settle()
    expect(document.documentElement.dataset['theme']).toBe('dark')
  })
})

describe('a toast', () => {
  it('opens its notification, wherever the window was', async () => {
    const { fake, user } = await openWindow(household())
    await user.click(screen.getByRole('button', { name: 'Settings' }))
    const target = fake.items.find((item) => item.title === 'Bins today, grey and blue')
    if (target === undefined) throw new Error('the sample lacks it')
    fake.emit('show', target.id)
    await settle()
    expect(screen.getByRole('heading', { name: 'Bins today, grey and blue' })).toBeTruthy()
    expect(screen.getByRole('main', { name: 'Everything' })).toBeTruthy()
  })

  it('opens it in a window that was not there yet', async () => {
    const world = household()
    const id = world.items?.[2]?.id
    if (id === undefined) throw new Error('the sample lacks it')
    await openWindow({ ...world, show: id })
    expect(screen.getByRole('heading', { name: /shop-web/ })).toBeTruthy()
  })
})

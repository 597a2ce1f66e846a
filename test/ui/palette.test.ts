// The palette: what it finds, in which order, and that every key of the window has its action there.

import { fireEvent, screen, within } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { KEYS } from '../../src/renderer/window/views/keys/keys'
import { entriesOf } from '../../src/renderer/window/views/palette/entries'
import { capsOf } from '../../src/renderer/window/views/palette/entry'
import { ranked } from '../../src/renderer/window/views/palette/rank'
import { household, openWindow, settle } from './support/stage'

const field = () => screen.getByRole('combobox', { name: /All actions|所有操作/ })
const options = () =>
  screen.getAllByRole('option').map((one) => one.querySelector('bdi')?.textContent)
const highlighted = () =>
  screen.getAllByRole('option').find((one) => one.getAttribute('aria-selected') === 'true')

async function openPalette() {
  const window = await openWindow(household())
  await window.user.keyboard('{Control>}k{/Control}')
  await settle()
  return window
}

/** All of it at once, as a paste does. */
const write = (value: string) => fireEvent.input(field(), { target: { value } })

describe('the palette', () => {
  it('finds by the beginning of a name before a word within it, and that before other words', () => {
    const entries = ['Undelete', 'Not dark', 'Dark', 'Sent'].map((label) => ({ label, words: [] }))
    const other = { label: 'Theme', words: ['Dunkel, dark'] }
    const names = ranked([other, ...entries], 'DARK').map(({ label }) => label)
    expect(names).toEqual(['Dark', 'Not dark', 'Theme'])
    expect(ranked(entries, ' not  da ').map(({ label }) => label)).toEqual(['Not dark'])
    expect(ranked([{ label: 'Café', words: [] }], 'cafe')).toHaveLength(1)
    expect(ranked(entries, '  ')).toHaveLength(4)
  })

  it('goes somewhere, to a device and to a topic, by keys alone', async () => {
    const { desk, user } = await openPalette()
    expect(document.activeElement).toBe(field())
    await write('everyth')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route).toEqual({ at: 'everything' })
    expect(screen.queryByRole('dialog')).toBeNull()
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('kitchen')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route).toEqual({ at: 'device', device: 'kitchen-pi' })
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('#disks')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route).toEqual({ at: 'topic', topic: 'disks' })
  })

  it('has an action for every key but those that walk, and shows that key', async () => {
    const { desk, fake } = await openWindow(household())
    const [item] = fake.arrive({ actions: [{ id: 'say', label: 'Say', reply: true }] })
    if (item === undefined) throw new Error('nothing arrived')
    desk.open(item)
    desk.undoing.offer('Gone.', () => undefined)
    const shown = new Set(entriesOf(desk).map(({ keys }) => keys.join()))
    const walking = ['j', 'PageDown', 'Home', 'Enter', 'x', 'J', undefined, 'Ctrl k', 'Escape']
    const missing = KEYS.filter(
      ({ shown: caps, pressed }) => !shown.has(caps.join()) && !walking.includes(pressed[0]),
    )
    expect(missing.map(({ shown: caps }) => caps)).toEqual([])
    expect(new Set(entriesOf(desk).map(({ id }) => id)).size).toBe(entriesOf(desk).length)
    expect(capsOf('g i')).toEqual(['G', 'I'])
  })

  it('goes up and down with the arrows, round at the ends, and says where it is', async () => {
    const { user } = await openPalette()
    const first = highlighted()
    expect(first?.id).toBe(field().getAttribute('aria-activedescendant'))
    await user.keyboard('{ArrowDown}')
    expect(highlighted()).not.toBe(first)
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(highlighted()).toBe(screen.getAllByRole('option').at(-1))
    await user.keyboard('{ArrowDown}')
    expect(highlighted()).toBe(first)
  })

  it('acts on the selected, and gives the focus to what it leads to', async () => {
    const { desk, user } = await openWindow(household())
    await user.keyboard('jJ{Control>}k{/Control}')
    await settle()
    expect(screen.getByRole('group', { name: '2 selected' })).toBeTruthy()
    await write('forw')
    await user.keyboard('{Enter}')
    await settle()
    expect(screen.getByRole('dialog', { name: 'Forward 2 notifications' })).toBeTruthy()
    await user.keyboard('{Escape}{Escape}')
    await settle()
    desk.open(desk.feed.items[1] as never)
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('forward')
    await user.keyboard('{Enter}')
    await settle()
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Find a device or topic')
  })

  it('changes a setting, and then offers the others', async () => {
    const { fake, user } = await openPalette()
    await write('theme dark')
    expect(options()[0]).toBe('Theme: Dark')
    await user.keyboard('{Enter}')
    await settle()
    expect(fake.inputsOf('setSettings')).toEqual([{ theme: 'dark' }])
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('theme')
    expect(options().filter((one) => one?.startsWith('Theme:'))).toEqual([
      'Theme: Light',
      'Theme: System',
    ])
  })

  it('writes to a device that is named, and finds a setting by its name, with the focus on it', async () => {
    const { desk, user } = await openPalette()
    await write('write kitchen')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.composing.letter.to).toEqual(['kitchen-pi'])
    expect(screen.getByRole('dialog', { name: 'New notification' })).toBeTruthy()
    await user.keyboard('{Escape}')
    await settle()
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('fingerprint')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route).toEqual({ at: 'settings', page: 'trust' })
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('quiet')
    expect(options()[0]).toBe('Notifications: Quiet hours')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route).toEqual({ at: 'settings', page: 'notifications' })
    expect(document.activeElement).toBe(screen.getByRole('switch', { name: /^Quiet hours/ }))
    expect(desk.sought).toBeNull()
    await user.click(screen.getByRole('button', { name: /^Find a setting/ }))
    await settle()
    expect(document.activeElement).toBe(field())
  })

  it('leads to every setting that it names', async () => {
    const words = ['economy', 'doctor', 'twice', 'century']
    const identity = { state: 'ready', pin: 'Rig=', words, isSealed: false } as const
    const { desk } = await openWindow({ ...household(), status: { identity } })
    const named = entriesOf(desk).filter(({ id }) => id.startsWith('setting '))
    for (const entry of named) {
      entry.act()
      await settle()
      const name = entry.label.slice(entry.label.indexOf(': ') + 2)
      const found = document.querySelector('.sought')
      expect([
        entry.label,
        found && (found.getAttribute('aria-label') ?? found.textContent),
      ]).toEqual([entry.label, expect.stringContaining(name)])
    }
    expect(named.length).toBeGreaterThan(20)
  }, 20_000)

  it('lights up the setting that was looked for, each time and that one alone', async () => {
    const { desk } = await openWindow(household())
    const seek = async (label: string) => {
      entriesOf(desk)
        .find((entry) => entry.label === label)
        ?.act()
      await settle()
      return [...document.querySelectorAll('.sought')]
    }
    const lightings: unknown[] = []
    const [theme] = await seek('General: Theme')
    const seen = new MutationObserver((all) => lightings.push(...all))
    seen.observe(theme as Element, { attributes: true, attributeFilter: ['class'] })
    expect(await seek('General: Theme')).toEqual([theme])
    // Taken off, and put on anew: the light begins once more.
    await vi.waitFor(() => expect(lightings).toHaveLength(2))
    const [language, ...others] = await seek('General: Language')
    expect(others).toEqual([])
    expect(language).not.toBe(theme)
    await fireEvent(language as Element, new Event('animationend', { bubbles: true }))
    expect(language?.classList.contains('sought')).toBe(true)
    const ended = Object.assign(new Event('animationend', { bubbles: true }), {
      animationName: 'sought',
    })
    await fireEvent(language as Element, ended)
    expect(document.querySelector('.sought')).toBeNull()
    expect(await seek('General: Language')).toEqual([language])
  })

  it('gives the focus to the heading of what has nothing to set', async () => {
    const { desk } = await openWindow(household())
    entriesOf(desk)
      .find(({ label }) => label === 'About: If something is wrong')
      ?.act()
    await settle()
    expect(document.activeElement?.textContent).toBe('If something is wrong')
    expect(document.activeElement?.closest('.sought')).toBeTruthy()
  })

  it('is found in the other language too', async () => {
    const { desk, user } = await openWindow({ ...household(), locale: 'zh-CN' })
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    const dialog = within(screen.getByRole('dialog', { name: '所有操作' }))
    await write('scheduled')
    expect(dialog.getAllByRole('option')[0]?.textContent).toContain('定时')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.route.at).toBe('scheduled')
  })

  it('looks for what has no other meaning among the notifications', async () => {
    const { desk, user } = await openPalette()
    await write('probe 2')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.feed.filter.search).toBe('probe 2')
    expect(desk.feed.items.length).toBeGreaterThan(0)
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Search')
  })

  it('looks within the topic that is shown', async () => {
    const { desk, user } = await openWindow(household())
    desk.go({ at: 'topic', topic: 'disks' })
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await write('submarine')
    await user.keyboard('{Enter}')
    await settle()
    expect(desk.feed.filter).toMatchObject({ search: 'submarine', topic: 'disks' })
  })

  it('opens while something is typed, and Ctrl K or Esc lets go of it', async () => {
    const { user } = await openWindow(household())
    await user.click(screen.getByRole('searchbox', { name: 'Search' }))
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    expect(field()).toBeTruthy()
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    expect(screen.queryByRole('dialog')).toBeNull()
    await user.keyboard('{Control>}k{/Control}')
    await settle()
    await user.keyboard('{Escape}')
    await settle()
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Search' }))
  })
})

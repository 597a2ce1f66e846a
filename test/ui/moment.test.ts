// Fields of date and time: in the order of the language in force, part by part, by keys and by what is pasted.

import { fireEvent, render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Language } from '../../src/renderer/lib/state/language.svelte'
import { oddityOf } from '../../src/renderer/window/views/compose/when-text'
import MomentField from '../../src/renderer/window/views/fields/MomentField.svelte'
import {
  partsOf,
  patternOf,
  valueOf,
  type FieldKind,
} from '../../src/renderer/window/views/fields/moment'
import { readMoment, textOf } from '../../src/renderer/window/views/fields/moment-text'
import { household, openWindow, settle } from './support/stage'

type Shown = Readonly<{ locale?: string; isOptional?: boolean; isDisabled?: boolean }>

/** A field by itself, with English words. */
function show(kind: FieldKind, value: string, { locale = 'en-GB', ...rest }: Shown = {}) {
  const language = new Language('en')
  const changes: string[] = []
  const onchange = (next: string): void => void changes.push(next)
  const view = render(MomentField, { kind, locale, value, label: 'When', onchange, ...rest })
  const part = (name: string) => screen.getByRole('spinbutton', { name })
  const text = () => screen.getByRole('group', { name: 'When' }).textContent
  return { language, changes, view, part, text, user: userEvent.setup() }
}

function paste(text: string): void {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  document.dispatchEvent(event)
}

describe('a field of date and time', () => {
  it('follows the language at once, in its order, words and hours', async () => {
    const { language, text, view } = show('moment', '2026-11-24T18:05', { locale: 'en-US' })
    expect(text()).toMatch(/^11\/24\/2026, 06:05\sPM$/)
    language.use('zh-CN')
    await view.rerender({ locale: 'zh-CN' })
    expect(text()).toBe('2026/11/24 18:05')
    expect(screen.getAllByRole('spinbutton').map((one) => one.getAttribute('aria-label'))).toEqual([
      ...['年', '月', '日', '时', '分'],
    ])
  })

  it.each([
    ['en-GB', '24/11/2026, 18:05'],
    ['en-CA', /^2026-11-24, 06:05\sp\.m\.$/],
    ['de-DE', '24.11.2026, 18:05'],
    ['ja-JP', '2026/11/24 18:05'],
    ['ar-EG', /2026/],
  ])('is written as in %s, and read again', (locale, text) => {
    const pattern = patternOf(locale, 'moment')
    const parts = partsOf('2026-11-24T18:05', pattern)
    expect(textOf(parts, pattern)).toMatch(text)
    expect(valueOf(parts, pattern)).toBe('2026-11-24T18:05')
    expect(readMoment(textOf(parts, pattern), pattern)).toEqual(parts)
  })

  it('is typed through from its first part to its last', async () => {
    const { user, part, changes } = show('moment', '2026-11-24T18:05')
    part('Day').focus()
    await user.keyboard('3')
    expect(changes).toEqual([])
    await user.keyboard('1')
    await user.keyboard('5')
    expect(document.activeElement).toBe(part('Year'))
    await user.keyboard('2027')
    await user.keyboard('830')
    expect(document.activeElement).toBe(part('Minute'))
    expect(changes.at(-1)).toBe('2027-05-31T08:30')
  })

  it('understands who counts to 24 where hours go to twelve, and letters for the half', async () => {
    const { user, part, changes } = show('time', '07:00', { locale: 'en-US' })
    part('Hour').focus()
    await user.keyboard('18')
    expect(changes.at(-1)).toBe('18:00')
    part('AM or PM').focus()
    await user.keyboard('a')
    expect(changes.at(-1)).toBe('06:00')
    part('Hour').focus()
    await user.keyboard('12')
    expect(changes.at(-1)).toBe('00:00')
  })

  it('goes by arrows, Page keys, Home and End, round at its ends', async () => {
    const { user, part, changes, view } = show('moment', '2026-01-31T23:59')
    part('Minute').focus()
    for (const [keys, value] of [
      ['{ArrowUp}', '2026-01-31T23:00'],
      ['{ArrowLeft}{ArrowUp}', '2026-01-31T00:59'],
      ['{ArrowLeft}{ArrowLeft}{ArrowLeft}{ArrowDown}', '2026-01-30T23:59'],
      ['{PageUp}', '2026-01-07T23:59'],
      ['{Home}', '2026-01-01T23:59'],
      ['{ArrowRight}{End}', '2026-12-31T23:59'],
    ] as const) {
      await view.rerender({ value: '2026-01-31T23:59' })
      await user.keyboard(keys)
      expect(changes.at(-1)).toBe(value)
      const { activeElement } = document
      ;(activeElement as HTMLElement).blur()
      await settle()
      ;(activeElement as HTMLElement).focus()
    }
  })

  it('takes the last day of a month that lacks the one that was typed, once the year is known', async () => {
    const { user, part, changes, view } = show('date', '2027-01-01')
    part('Day').focus()
    await user.keyboard('29022028')
    expect(changes.at(-1)).toBe('2028-02-29')
    part('Year').focus()
    await user.keyboard('2027')
    expect(changes.at(-1)).toBe('2027-02-28')
    expect(part('Day').textContent).toBe('29')
    await view.rerender({ value: '2027-02-28' })
    part('Year').blur()
    await settle()
    expect(part('Day').textContent).toBe('28')
  })

  it('gets back what it had where a part is left empty; one that may be empty is', async () => {
    const { user, part, changes, text, view } = show('time', '22:00')
    part('Minute').focus()
    await user.keyboard('{Backspace}')
    expect(text()).toBe('22:––')
    expect(part('Minute').getAttribute('aria-valuetext')).toBe('Empty')
    expect(changes).toEqual([])
    part('Minute').blur()
    await settle()
    expect(text()).toBe('22:00')
    view.unmount()
    const optional = show('date', '2026-11-24', { isOptional: true })
    optional.part('Month').focus()
    await optional.user.keyboard('{Delete}')
    expect(optional.changes).toEqual([''])
    await optional.view.rerender({ value: '' })
    expect(optional.text()).toBe('24/mm/2026')
    await optional.user.keyboard('1{Tab}')
    expect(optional.changes.at(-1)).toBe('2026-01-24')
  })

  it('a year of two digits is of this century', async () => {
    const { user, part, changes } = show('date', '2026-11-24')
    part('Year').focus()
    await user.keyboard('31{ArrowLeft}')
    expect(changes.at(-1)).toBe('2031-11-24')
  })

  it.each([
    ['2027-03-04T05:06', '2027-03-04T05:06'],
    ['4/3/2027', '2027-03-04T18:05'],
    ['2027年3月4日 下午5:06', '2027-03-04T17:06'],
    ['5:06 pm', '2026-11-24T17:06'],
    ['12:30 a.m.', '2026-11-24T00:30'],
  ])('takes %s from what is pasted', (text, value) => {
    const { part, changes } = show('moment', '2026-11-24T18:05')
    part('Day').focus()
    paste(text)
    expect(changes).toEqual([value])
  })

  it.each(['', 'soon', '2027-13-04', '25:00', '2027-02-30'])('takes nothing from “%s”', (text) => {
    const { part, changes } = show('moment', '2026-11-24T18:05')
    part('Day').focus()
    paste(text)
    expect(changes).toEqual([])
  })

  it('takes no paste that is meant for another place, and gives its text when it is copied', () => {
    const { part, changes, text } = show('moment', '2026-11-24T18:05')
    paste('2027-03-04')
    expect(changes).toEqual([])
    part('Day').focus()
    const copied: string[] = []
    const event = new Event('copy', { bubbles: true, cancelable: true })
    Object.assign(event, {
      clipboardData: { setData: (_: string, one: string) => copied.push(one) },
    })
    document.dispatchEvent(event)
    expect(copied).toEqual([text()])
  })

  it('that is off takes neither keys nor the focus', async () => {
    const { part, changes } = show('time', '22:00', { isDisabled: true })
    expect(part('Hour').tabIndex).toBe(-1)
    await fireEvent.keyDown(part('Hour'), { key: 'ArrowUp' })
    expect(changes).toEqual([])
  })
})

describe('in the window', () => {
  it('follows the language that is chosen, at once', async () => {
    const { desk } = await openWindow(household())
    await desk.hub.set('quietHours', '22:00-07:00')
    desk.go({ at: 'settings', page: 'notifications' })
    await settle()
    expect(screen.getByRole('group', { name: 'Quiet from' }).textContent).toMatch(/^10:00\sPM$/)
    await desk.hub.set('language', 'zh-CN')
    await settle()
    expect(screen.getByRole('group', { name: '免打扰开始' }).textContent).toBe('22:00')
  })

  it('its letters are no keys of the window', async () => {
    const { user, desk } = await openWindow(household())
    await desk.hub.set('quietHours', '22:00-07:00')
    desk.go({ at: 'settings', page: 'notifications' })
    await settle()
    within(screen.getByRole('group', { name: 'Quiet from' }))
      .getByRole('spinbutton', { name: 'Hour' })
      .focus()
    await user.keyboard('n/')
    await settle()
    expect(desk.composing.isOpen).toBe(false)
    expect(desk.route).toEqual({ at: 'settings', page: 'notifications' })
  })

  it('refuses a day that is ahead where what came before it is erased', async () => {
    const { user, desk } = await openWindow(household())
    desk.go({ at: 'settings', page: 'storage' })
    await settle()
    const field = within(screen.getByRole('group', { name: 'Before a day' }))
    const erase = screen.getByRole('button', { name: 'Erase older ones…' })
    expect(erase).toHaveProperty('disabled', true)
    field.getByRole('spinbutton', { name: 'Month' }).focus()
    await user.keyboard('01012999')
    await settle()
    expect(erase).toHaveProperty('disabled', true)
    expect(screen.getByText('Choose a day up to today.').hidden).toBe(false)
    field.getByRole('spinbutton', { name: 'Year' }).focus()
    await user.keyboard('2001')
    await settle()
    expect(erase).toHaveProperty('disabled', false)
  })
})

describe('a time that the clocks leave out or have twice', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['Europe/Berlin', '2026-03-29T02:30', 'skipped'],
    ['Europe/Berlin', '2026-10-25T02:30', 'twice'],
    ['Europe/Berlin', '2026-10-25T03:00', null],
    ['Australia/Lord_Howe', '2026-04-05T01:45', 'twice'],
    ['Asia/Shanghai', '2026-03-29T02:30', null],
    ['Asia/Shanghai', '', null],
  ])('in %s %s: %s', (zone, at, oddity) => {
    vi.stubEnv('TZ', zone)
    expect(oddityOf(at)).toBe(oddity)
  })

  it('is told beside the field, with when it goes out', async () => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    const { desk } = await openWindow(household())
    desk.composing.change({ to: ['nas'], at: '2099-03-29T02:30' })
    desk.composing.isOpen = true
    await settle()
    expect(screen.getByText(/^The clocks go forward/).textContent).toContain('It goes out at 3:30')
  })
})

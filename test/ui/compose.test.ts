// Writing a notification: to whom, what, when; what is kept of it, and taken back. And what waits for its time.

import { fireEvent, screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import page from '../../src/renderer/window/index.html?raw'
import { localField, usualTimes } from '../../src/renderer/window/views/compose/when-text'
import type { ScheduledView } from '../../src/shared/views'
import { fakeId } from '../support/fake-bellhop'
import { household, openWindow, settle, shortMemory } from './support/stage'

const sheet = () => within(screen.getByRole('dialog', { name: 'New notification' }))
const closed = () => screen.queryByRole('dialog', { name: 'New notification' }) === null

describe('the sheet', () => {
  it('completes recipients by keys, sends with Ctrl and Enter, and says Undo', async () => {
    const { user, fake } = await openWindow(household())
    await user.keyboard('n')
    await settle()
    await user.click(sheet().getByRole('combobox', { name: 'To' }))
    await user.keyboard('kitch{Enter}#back{Enter}')
    await settle()
    expect(sheet().getByText('Kitchen Pi')).toBeTruthy()
    expect(sheet().getByText('backups')).toBeTruthy()
    expect(sheet().getByRole('button', { name: /Send/ }).hasAttribute('disabled')).toBe(true)
    await user.type(sheet().getByRole('textbox', { name: 'Title' }), 'Coffee?')
    await user.click(sheet().getByRole('radio', { name: 'High' }))
    await user.keyboard('{Control>}{Enter}{/Control}')
    await settle()
    expect(closed()).toBe(true)
    expect(fake.inputsOf('later')).toEqual([
      {
        what: {
          op: 'publish',
          draft: { to: ['kitchen-pi', '#backups'], title: 'Coffee?', format: 'text', priority: 4 },
        },
      },
    ])
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(fake.waiting.size).toBe(0)
    expect(sheet().getByRole<HTMLInputElement>('textbox', { name: 'Title' }).value).toBe('Coffee?')
  })

  it('takes the last recipient back with Backspace, and everybody at once', async () => {
    const { user, desk } = await openWindow(household())
    desk.composing.isOpen = true
    await settle()
    await user.click(sheet().getByRole('combobox', { name: 'To' }))
    await user.keyboard('*{Enter}nas{Enter}')
    expect(desk.composing.letter.to).toEqual(['*', 'nas'])
    await user.keyboard('{Backspace}')
    expect(desk.composing.letter.to).toEqual(['*'])
    await user.click(sheet().getByRole('button', { name: 'Remove everybody' }))
    expect(desk.composing.letter.to).toEqual([])
  })

  it('keeps the draft when it is closed, and over a restart', async () => {
    const memory = shortMemory()
    const first = await openWindow(household(), memory)
    await first.user.click(screen.getByRole('button', { name: 'New notification' }))
    await settle()
    await first.user.type(
      sheet().getByRole('textbox', { name: 'Write something' }),
      'half a thought',
    )
    await first.user.keyboard('{Escape}')
    await settle()
    expect(closed()).toBe(true)
    first.view.unmount()
    await openWindow(household(), memory)
    screen.getByRole('button', { name: 'New notification' }).click()
    await settle()
    const body = sheet().getByRole<HTMLTextAreaElement>('textbox', { name: 'Write something' })
    expect(body.value).toBe('half a thought')
  })

  it('lets the system check the spelling of words, and of nothing else in the window', async () => {
    const { user } = await openWindow(household())
    await user.keyboard('n')
    await settle()
    const checked = [...document.querySelectorAll('[spellcheck="true"]')]
    expect(checked).toEqual([
      sheet().getByRole('textbox', { name: 'Title' }),
      sheet().getByRole('textbox', { name: 'Write something' }),
    ])
    expect(page).toContain('<body spellcheck="false">')
  })

  it('leaves the keys alone with which characters are composed', async () => {
    const { user, desk } = await openWindow(household())
    desk.composing.isOpen = true
    await settle()
    const to = sheet().getByRole('combobox', { name: 'To' })
    await user.click(to)
    await user.keyboard('kitch')
    await fireEvent.keyDown(to, { key: 'Enter', isComposing: true })
    expect(desk.composing.letter.to).toEqual([])
    await fireEvent.keyDown(to, { key: 'Enter' })
    expect(desk.composing.letter.to).toEqual(['kitchen-pi'])
  })

  it('sends once, however often it is told to', async () => {
    const { desk, fake } = await openWindow(household())
    desk.composing.change({ to: ['nas'], title: 'Once' })
    await Promise.all([desk.composing.send(), desk.composing.send()])
    expect(fake.inputsOf('later')).toHaveLength(1)
  })

  it('gives back what was thrown away', async () => {
    const { user, desk } = await openWindow(household())
    desk.composing.change({ to: ['nas'], title: 'Long thought' })
    desk.composing.isOpen = true
    await settle()
    await user.click(sheet().getByRole('button', { name: 'Discard the draft' }))
    await settle()
    expect(closed()).toBe(true)
    expect(desk.composing.letter.title).toBe('')
    expect(screen.getByText('Draft discarded')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(sheet().getByRole<HTMLInputElement>('textbox', { name: 'Title' }).value).toBe(
      'Long thought',
    )
  })

  it('shows Markdown as it will look', async () => {
    const { user, desk } = await openWindow(household())
    desk.composing.change({ to: ['nas'], body: 'a **bold** word' })
    desk.composing.isOpen = true
    await settle()
    await user.click(sheet().getByRole('button', { name: 'Markdown' }))
    await user.click(sheet().getByRole('button', { name: 'Preview' }))
    await settle()
    const preview = sheet().getByRole('region', { name: 'Preview' })
    expect(preview.querySelector('strong')?.textContent).toBe('bold')
  })

  it('comes back whole when it could not be sent, and what was begun meanwhile is not lost', async () => {
    const { desk, fake } = await openWindow(household())
    desk.composing.change({ to: ['nas'], title: 'first' })
    await desk.composing.send()
    desk.composing.change({ title: 'second' })
    fake.carryOut('queue_full')
    await settle()
    expect(desk.composing.letter.title).toBe('first')
    expect(screen.getByRole('alert').textContent).toContain('Too much waits')
    desk.composing.discard()
    expect(desk.composing.letter.title).toBe('second')
  })

  it('sends later, never at a time that has passed', async () => {
    const { desk, fake, user } = await openWindow(household())
    desk.composing.change({ to: ['nas'], title: 'later', at: '2020-01-01T08:00' })
    desk.composing.isOpen = true
    await settle()
    expect(sheet().getByRole('button', { name: /Send/ }).hasAttribute('disabled')).toBe(true)
    expect(sheet().getByRole('alert').textContent).toContain('has passed')
    const at = localField(usualTimes(Date.now()).morning)
    desk.composing.change({ at })
    await settle()
    await user.click(sheet().getByRole('button', { name: /Send/ }))
    await settle()
    expect([...fake.waiting.values()]).toMatchObject([
      { draft: { at: new Date(at).toISOString() } },
    ])
  })
})

describe('a time', () => {
  it('that has passed sends nothing by keys either', async () => {
    const { desk, fake } = await openWindow(household())
    desk.composing.change({ to: ['nas'], title: 'later', at: '2020-01-01T08:00' })
    await desk.composing.send()
    expect(fake.inputsOf('later')).toEqual([])
  })

  it('that is half typed is not Now', async () => {
    const { user, desk } = await openWindow(household())
    desk.composing.isOpen = true
    await settle()
    await user.click(sheet().getByRole('button', { name: 'When: Now' }))
    await user.click(screen.getByRole('menuitem', { name: 'Pick a time…' }))
    await settle()
    const { at } = desk.composing.letter
    const field = sheet().getByRole('group', { name: 'When' })
    const whole = field.textContent
    expect(field.contains(document.activeElement)).toBe(true)
    await user.keyboard('{Backspace}')
    expect(desk.composing.letter.at).toBe(at)
    sheet().getByRole('textbox', { name: 'Title' }).focus()
    await settle()
    expect(field.textContent).toBe(whole)
    desk.composing.change({ at: '' })
    await settle()
    expect(sheet().queryByRole('group', { name: 'When' })).toBeNull()
  })
})

describe('usual times', () => {
  it('are ahead, and the evening only while it is', () => {
    const noon = new Date(2026, 10, 24, 12, 30).getTime()
    expect(localField(usualTimes(noon).hour)).toBe('2026-11-24T13:30')
    expect(localField(usualTimes(noon).evening ?? 0)).toBe('2026-11-24T18:00')
    expect(localField(usualTimes(noon).morning)).toBe('2026-11-25T08:00')
    expect(usualTimes(new Date(2026, 10, 24, 19).getTime()).evening).toBeNull()
  })
})

describe('Scheduled', () => {
  const one = (n: number, part: Partial<ScheduledView> = {}): ScheduledView => ({
    id: fakeId(n),
    time: new Date().toISOString(),
    at: new Date(Date.now() + n * 3_600_000).toISOString(),
    from: { id: 'nas' as never, name: 'NAS' },
    to: ['phone'],
    title: `Reminder ${n}`,
    format: 'text',
    priority: 3,
    ...part,
  })

  it('is counted in the rail, listed, shown whole and taken back', async () => {
    const scheduled = [one(1), one(2, { body: 'Water the tomatoes' })]
    const { user, fake } = await openWindow({ ...household(), scheduled })
    await user.click(screen.getByRole('button', { name: /Scheduled 2 scheduled/ }))
    await settle()
    await user.click(screen.getByRole('button', { name: /Reminder 2/ }))
    await settle()
    const detail = within(screen.getByRole('region', { name: 'Reminder 2' }))
    expect(detail.getByText('Water the tomatoes')).toBeTruthy()
    await user.click(detail.getByRole('button', { name: 'Do not send' }))
    await settle()
    expect(fake.inputsOf('cancel')).toEqual([{ id: fakeId(2) }])
    expect(screen.queryByRole('button', { name: /Reminder 2/ })).toBeNull()
    expect(screen.getByRole('button', { name: /Scheduled 1 scheduled/ })).toBeTruthy()
  })

  it('says when there is nothing, and follows what is told', async () => {
    const { fake, desk } = await openWindow(household())
    desk.go({ at: 'scheduled' })
    await settle()
    expect(screen.getByRole('heading', { name: 'Nothing is scheduled' })).toBeTruthy()
    fake.scheduled = [one(3)]
    fake.arrive({ title: 'counts are told' })
    await settle()
    expect(screen.getByRole('button', { name: /Reminder 3/ })).toBeTruthy()
  })
})

// The edges of the columns: pulled by pointer and by keys, within limits, kept, and back to usual.

import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { innerWidth } from 'svelte/reactivity/window'
import { flushSync } from 'svelte'
import { afterEach, describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

const feed = () => screen.getByRole('separator', { name: 'Width of the list' })
const rail = () => screen.getByRole('separator', { name: 'Width of the places' })
const now = (one: HTMLElement) => Number(one.getAttribute('aria-valuenow'))
const given = (name: string) =>
  document.querySelector<HTMLElement>('.window')?.style.getPropertyValue(name)

function resizeTo(width: number): void {
  // The page's window and the one behind it, which media queries ask.
  Object.assign(window, { innerWidth: width })
  const behind = Reflect.get(window, 'happyDOM') as {
    setViewport: (size: { width: number }) => void
  }
  behind.setViewport({ width })
  flushSync()
  expect(innerWidth.current).toBe(width)
}
afterEach(() => resizeTo(1_280))

/** As a hand does it: in two moves. */
async function drag(edge: HTMLElement, by: number): Promise<void> {
  edge.setPointerCapture = () => undefined
  await fireEvent.pointerDown(edge, { button: 0, clientX: 400, pointerId: 1 })
  await fireEvent.pointerMove(edge, { clientX: 400 + by / 2, pointerId: 1 })
  await fireEvent.pointerMove(edge, { clientX: 400 + by, pointerId: 1 })
  await fireEvent(edge, new PointerEvent('lostpointercapture', { pointerId: 1 }))
  await fireEvent.pointerMove(edge, { clientX: 900, pointerId: 1 })
}

describe('the edge of a column', () => {
  it('is pulled by pointer within its limits, kept, and taken back by two clicks', async () => {
    const { fake } = await openWindow({ ...household(), settings: { feedWidth: 400 } })
    resizeTo(1_600)
    expect([now(feed()), given('--feed')]).toEqual([400, '400px'])
    await drag(feed(), 60)
    expect([now(feed()), given('--feed')]).toEqual([460, '460px'])
    await waitFor(() => expect(fake.settings.feedWidth).toBe(460))
    await drag(feed(), -400)
    expect(now(feed())).toBe(360)
    await drag(rail(), 5_000)
    expect(now(rail())).toBe(320)
    await fireEvent.dblClick(feed())
    await settle()
    expect(given('--feed')).toBe('')
    await waitFor(() => expect(fake.settings).toMatchObject({ feedWidth: 0, railWidth: 320 }))
  })

  it('is moved by keys', async () => {
    const { fake, user } = await openWindow({ ...household(), settings: { feedWidth: 400 } })
    resizeTo(1_600)
    feed().focus()
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(now(feed())).toBe(416)
    await user.keyboard('{Shift>}{ArrowLeft}{/Shift}')
    expect(now(feed())).toBe(376)
    await user.keyboard('{Home}')
    expect(now(feed())).toBe(360)
    await user.keyboard('{End}')
    expect(now(feed())).toBe(Number(feed().getAttribute('aria-valuemax')))
    await user.keyboard('{Enter}')
    expect(given('--feed')).toBe('')
    await waitFor(() => expect(fake.settings.feedWidth).toBe(0))
    expect(fake.inputsOf('setSettings')).toHaveLength(1)
  })

  it('leaves the notification its room in a smaller window, and what was chosen for a larger one', async () => {
    await openWindow({ ...household(), settings: { feedWidth: 700, railWidth: 300 } })
    resizeTo(1_600)
    expect(given('--feed')).toBe('700px')
    resizeTo(1_200)
    expect(given('--feed')).toBe('500px')
    expect(feed().getAttribute('aria-valuemax')).toBe('500')
    resizeTo(1_600)
    expect(given('--feed')).toBe('700px')
  })

  it('is taken back when it could not be kept', async () => {
    const { fake } = await openWindow({ ...household(), settings: { feedWidth: 400 } })
    resizeTo(1_600)
    fake.failing.add('setSettings')
    await drag(feed(), 60)
    expect(now(feed())).toBe(460)
    await waitFor(() => expect(now(feed())).toBe(400))
  })

  it('is moved without dragging by what the palette offers', async () => {
    const settings = { feedWidth: 400, railWidth: 240 }
    const { user } = await openWindow({ ...household(), settings })
    resizeTo(1_600)
    await user.click(screen.getByRole('button', { name: 'All actions' }))
    await settle()
    await fireEvent.input(screen.getByRole('combobox'), { target: { value: 'wider' } })
    await user.click(screen.getByRole('option', { name: 'Make the list wider' }))
    await settle()
    expect(now(feed())).toBe(480)
  })
})

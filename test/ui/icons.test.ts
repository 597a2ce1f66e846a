// The icon that a notification brings, in its row and in the detail.

import { expect, it } from 'vitest'
import { screen } from '@testing-library/svelte'
import { middleOf, ICON } from '../../src/renderer/lib/thumbnails.svelte'
import type { Lane } from '../../src/shared/model'
import { firstItem, household, openWindow, settle } from './support/stage'

async function marks(icon: string | undefined, lane: Lane = 'token'): Promise<(string | null)[]> {
  const first = firstItem()
  const item = { ...first, lane, ...(icon === undefined ? {} : { icon }) }
  const { user, desk, view } = await openWindow({ ...household(), items: [item] })
  await desk.icons.load()
  await user.click(screen.getByRole('row', { name: new RegExp(first.title ?? '') }))
  await settle()
  const drawn = document.querySelectorAll('.row .ava svg, .from .ava svg')
  const names = [...drawn].map((svg) => svg.getAttribute('class'))
  view.unmount()
  return names
}

it('is drawn where it is one of the set, in the row and in the detail', async () => {
  const drawn = await marks('hard-drive')
  expect(drawn).toHaveLength(2)
  for (const name of drawn) expect(name).toContain('lucide-hard-drive')
})

it.each(['no-such-icon', 'constructor', 'https://evil.test/x.png', '01ARZ3NDEKTSV4RRFFQ69G5FAV'])(
  'is the sender’s own mark where there is none for “%s”',
  async (icon) => {
    expect(await marks(icon)).toEqual(await marks(undefined))
    expect(document.querySelector('img')).toBeNull()
  },
)

it('of somebody unverified is not drawn', async () => {
  expect(await marks('hard-drive', 'guest')).toEqual(await marks(undefined, 'guest'))
})

it('that is a square picture is shown whole', () => {
  expect(middleOf(64, 64, ICON)).toEqual({ x: 0, y: 0, width: 64, height: 64 })
})

// Connect a device, by role and name: every way to send there is, with the address that the one who pastes would use.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { SNIPPET_LANGUAGES, snippetsOf } from '../../src/shared/snippets'
import { arduino, CLIENT_SNIPPETS } from '../../src/shared/snippets-clients'
import { openWindow } from './support/stage'

describe('the ways to send', () => {
  it('show every snippet there is, letter by letter', async () => {
    const { user, fake } = await openWindow()
    const shown: string[] = []
    for (const tab of screen.getAllByRole('tab')) {
      await user.click(tab)
      const panel = within(screen.getByRole('tabpanel', { name: tab.textContent.trim() }))
      shown.push(...panel.getAllByRole('region').map(({ textContent }) => textContent))
    }
    const here = { host: 'localhost', port: fake.status.port }
    const known = [
      ...SNIPPET_LANGUAGES.flatMap((language) => snippetsOf(language, here)),
      ...CLIENT_SNIPPETS.filter(({ text }) => text !== arduino).map(({ text }) => text(here)),
      // A board is another device, wherever the person sits.
      arduino({ host: '192.168.1.20', port: fake.status.port }),
    ]
    expect(new Set(shown)).toEqual(new Set(known))
    expect(shown).toHaveLength(known.length)
  })
})

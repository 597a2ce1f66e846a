// What the owner says of devices in the window: their names and rights, who is let in, by which names, and the log of it.

import { screen, within } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { auditText } from '../../src/shared/audit-text'
import { m } from '../../src/shared/messages/messages'
import type { AuditEntry } from '../../src/shared/views'
import { byDay } from '../../src/renderer/window/views/settings/log-days'
import type { FakeWorld } from '../support/fake-bellhop'
import { household, openWindow, settle } from './support/stage'

async function openDevice(name: string, world: FakeWorld = household()) {
  const stage = await openWindow(world)
  await stage.user.click(screen.getByRole('button', { name: new RegExp(name) }))
  await settle()
  return stage
}

function entry(id: number, part: Partial<AuditEntry> = {}): AuditEntry {
  const time = new Date(Date.now() - (500 - id) * 60_000).toISOString()
  return {
    id,
    time,
    what: 'revoked',
    who: `device-${String(id)}`,
    name: null,
    address: null,
    detail: null,
    ...part,
  }
}

describe('a device', () => {
  it('is renamed in its place, and gets its own name back by an empty one', async () => {
    const { fake, user } = await openDevice('Lin’s Phone')
    await user.click(screen.getByRole('button', { name: 'Rename' }))
    await settle()
    const field = screen.getByRole('textbox', { name: 'Name' })
    await user.clear(field)
    await user.type(field, '  Lin  {Enter}')
    await settle()
    await user.click(screen.getByRole('button', { name: 'Rename' }))
    await settle()
    await user.clear(screen.getByRole('textbox', { name: 'Name' }))
    await user.keyboard('{Enter}')
    await settle()
    expect(fake.inputsOf('rename')).toEqual([
      { device: 'phone', name: 'Lin' },
      { device: 'phone', name: null },
    ])
    expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull()
  })

  it('that is paired is told what it may, by switches', async () => {
    const { fake, user } = await openDevice('Lin’s Phone')
    await user.click(screen.getByRole('switch', { name: /^Send notifications/ }))
    await settle()
    expect(fake.inputsOf('allow')).toEqual([
      { device: 'phone', scopes: ['receive', 'targets', 'attach'] },
    ])
    await user.click(screen.getByRole('switch', { name: /^Send notifications/ }))
    await settle()
    expect(fake.devices.find(({ id }) => id === 'phone')?.scopes).toContain('publish')
  })

  it('that is not paired has no such switches, and nothing to revoke', async () => {
    await openDevice('Build Box')
    expect(screen.queryByRole('switch', { name: /^Send notifications/ })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Revoke' })).toBeNull()
    expect(screen.getByText('Within this computer')).toBeTruthy()
  })

  it('is revoked after a question', async () => {
    const { fake, user } = await openDevice('Lin’s Phone')
    await user.click(screen.getByRole('button', { name: 'Revoke' }))
    expect(fake.inputsOf('revoke')).toEqual([])
    await user.click(
      within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }),
    )
    await settle()
    expect(fake.inputsOf('revoke')).toEqual([{ device: 'phone' }])
    expect(screen.getByText(/you took its token away/)).toBeTruthy()
  })
})

describe('Settings, Trust', () => {
  async function openTrust(world: FakeWorld = household()) {
    const stage = await openWindow(world)
    await stage.user.click(screen.getByRole('button', { name: 'Settings' }))
    await stage.user.click(screen.getByRole('button', { name: 'Trust' }))
    await settle()
    return stage
  }

  it('lists who is paired, and revokes after a question', async () => {
    const { fake, user } = await openTrust()
    const list = within(screen.getByRole('list', { name: 'Paired' }))
    const paired = fake.devices.filter(({ lane }) => lane === 'token')
    expect(list.getAllByRole('button', { name: /^Revoke/ })).toHaveLength(paired.length)
    await user.click(list.getByRole('button', { name: /^Revoke\s*NAS/ }))
    await user.click(
      within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }),
    )
    await settle()
    expect(fake.inputsOf('revoke')).toEqual([{ device: 'nas' }])
  })

  it('unblocks', async () => {
    const blocked = [{ key: 'id:x', label: 'x', since: new Date().toISOString() }]
    const { fake, user } = await openTrust({ ...household(), blocked })
    await user.click(screen.getByRole('button', { name: /^Unblock/ }))
    await settle()
    expect(fake.inputsOf('unblock')).toEqual([{ key: 'id:x' }])
  })

  it('adds and removes names and origins, refuses what is none, and offers what was refused', async () => {
    const { fake, user } = await openTrust({
      ...household(),
      settings: { allowedHosts: ['studio.lan'] },
      audit: [
        entry(3, { what: 'refused_host', detail: 'hub.example' }),
        entry(2, { what: 'refused_host', detail: 'studio.lan' }),
        entry(1, { what: 'refused_host', detail: 'hub.example' }),
      ],
    })
    const names = within(screen.getByRole('list', { name: 'Names of this hub' }))
    expect(names.getAllByRole('button', { name: /^Allow/ })).toHaveLength(1)
    await user.click(names.getByRole('button', { name: /^Allow\s*hub\.example/ }))
    await settle()
    expect(fake.settings.allowedHosts).toEqual(['studio.lan', 'hub.example'])
    expect(names.queryByRole('button', { name: /^Allow/ })).toBeNull()
    await user.click(names.getByRole('button', { name: 'Remove studio.lan' }))
    await settle()
    expect(fake.settings.allowedHosts).toEqual(['hub.example'])
    expect(document.activeElement).toBe(
      screen.getByRole('textbox', { name: 'Add to: Names of this hub' }),
    )
    const field = screen.getByRole('textbox', { name: 'Add to: Websites' })
    await user.type(field, 'home.example{Enter}')
    await settle()
    expect(screen.getByText(/^A website begins with/)).toBeTruthy()
    await user.clear(field)
    await user.type(field, 'https://home.example{Enter}')
    await settle()
    expect(fake.settings.allowedOrigins).toEqual(['https://home.example'])
  })

  it('opens the log, newest first, page by page', async () => {
    const { user } = await openTrust({
      ...household(),
      audit: Array.from({ length: 120 }, (_, at) => entry(120 - at)),
    })
    await user.click(screen.getByRole('button', { name: 'Open the log' }))
    await settle()
    const lines = () => screen.getAllByText(/^The token of/)
    expect(lines()[0]?.textContent).toBe('The token of device-120 was taken away')
    expect(lines()).toHaveLength(50)
    await user.click(screen.getByRole('button', { name: 'Older ones' }))
    await settle()
    await user.click(screen.getByRole('button', { name: 'Older ones' }))
    await settle()
    expect(lines()).toHaveLength(120)
    expect(screen.queryByRole('button', { name: 'Older ones' })).toBeNull()
  })
})

describe('the log', () => {
  it('names a device as it was called then, and by its ID', () => {
    const of = (name: string | null) => auditText(entry(1, { who: 'kitchen-pi', name }))
    expect(of('Kitchen Pi')).toBe('The token of Kitchen Pi (kitchen-pi) was taken away')
    for (const name of ['kitchen-pi', '', null])
      expect(of(name)).toBe('The token of kitchen-pi was taken away')
    const zh = m.audit_who({ name: '厨房', id: 'kitchen-pi' }, { locale: 'zh-CN' })
    expect(zh).toBe('厨房 (kitchen-pi)')
  })

  it('stands under its days', () => {
    const of = (time: string) => entry(1, { time })
    const days = byDay([of('2026-11-30T01:00:00Z'), of('2026-11-29T23:00:00Z')], (ms) =>
      Math.floor(ms / 86_400_000),
    )
    expect(days.map(({ entries }) => entries.length)).toEqual([1, 1])
  })
})

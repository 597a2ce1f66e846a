// Settings → Network: the connection doctor looks when it is asked, and the hub may be found by itself or not.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { household, openWindow, settle } from './support/stage'

async function openNetwork() {
  const stage = await openWindow(household())
  await stage.user.click(screen.getByRole('button', { name: 'Settings' }))
  await stage.user.click(screen.getByRole('button', { name: 'Network' }))
  return stage
}

describe('the connection doctor', () => {
  it('says what keeps devices away and what to do, when it is asked', async () => {
    const { fake, user } = await openNetwork()
    expect(fake.inputsOf('doctor')).toEqual([])
    fake.findings = [
      { what: 'firewall', severity: 'trouble', by: 'ufw', port: 9999 },
      { what: 'answered', severity: 'good', addresses: ['192.168.1.20:9999'] },
    ]
    await user.click(screen.getByRole('button', { name: 'Check now' }))
    await settle()
    expect(fake.inputsOf('doctor')).toHaveLength(1)
    expect(screen.getByText(/^The firewall of this computer \(ufw\)/)).toBeTruthy()
    expect(screen.getByText('Allow it: sudo ufw allow 9999/tcp')).toBeTruthy()
    expect(screen.getByRole('img', { name: 'Keeps devices away' })).toBeTruthy()
    expect(screen.getByRole('img', { name: 'Works' })).toBeTruthy()
  })
})

describe('being found', () => {
  it('is switched off', async () => {
    const { fake, user } = await openNetwork()
    await user.click(screen.getByRole('switch', { name: /^Found by itself/ }))
    await settle()
    expect(fake.settings.discovery).toBe(false)
  })
})

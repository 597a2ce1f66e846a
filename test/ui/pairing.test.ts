// Connect a device in the window: the code and its time, who came, taking that back, and that it ends with the page.

import { cleanup, screen } from '@testing-library/svelte'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import { pageFor, typedAt } from '../../src/renderer/window/views/connect/page-url'
import { SAMPLE_STATUS, sampleOffer } from '../support/fake-status'
import { household, openWindow, settle } from './support/stage'

const IDENTITY = {
  state: 'ready',
  pin: 'RigLrRK4jvg0Tt46W0YPfBmem5eHKUNgPeIKF1e2qzY=',
  words: ['economy', 'doctor', 'twice', 'century'],
  isSealed: false,
} as const

const ADA = {
  state: 'paired',
  device: 'phone' as DeviceId,
  name: 'Ada’s Phone',
  address: '192.168.1.31',
  link: 'clear',
} as const

/** The squares of the code. */
function drawn(): string | null | undefined {
  const code = screen.getByRole('img', { name: /^QR code/ })
  return code.querySelector('path')?.getAttribute('d')
}

async function openConnect(status: object = {}) {
  const stage = await openWindow({ ...household(), status })
  await stage.user.click(screen.getByRole('button', { name: 'Connect a device' }))
  await settle()
  return stage
}

describe('the pairing window', () => {
  afterEach(() => void vi.useRealTimers())

  it('opens with the page, counts its seconds down and ends with the page', async () => {
    const { fake, user } = await openConnect()
    expect(fake.inputsOf('pair')).toHaveLength(1)
    expect(screen.getByRole('img', { name: /^QR code/ })).toBeTruthy()
    expect(screen.getByText('493').parentElement?.textContent).toBe('493204')
    expect(screen.getByRole('timer').getAttribute('aria-label')).toMatch(/^1\d\d seconds left$/)
    await user.keyboard('{Escape}')
    await settle()
    expect(fake.inputsOf('stopPairing')).toHaveLength(1)
  })

  it('steps once a second', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    const { desk } = await openConnect()
    vi.advanceTimersByTime(36_000)
    expect(desk.pairing.secondsLeft).toBe(84)
    await settle()
    expect(screen.getByRole('timer').getAttribute('aria-label')).toBe('84 seconds left')
    // Before time is real again: what counts the seconds is stopped by the time that started it.
    cleanup()
  })

  it('says why it ended, and shows a new code', async () => {
    const { fake, user } = await openConnect()
    fake.emit('pairing', { state: 'closed', why: 'tries' })
    await settle()
    expect(screen.getByText(/Five wrong codes/)).toBeTruthy()
    expect(screen.queryByRole('img', { name: /^QR code/ })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Show a new one' }))
    await settle()
    expect(screen.getByRole('timer')).toBeTruthy()
    expect(fake.inputsOf('pair')).toHaveLength(2)
  })

  it('is offered in clear, and a tap away encrypted with the words of the key', async () => {
    const { user } = await openConnect({ identity: IDENTITY })
    expect(screen.getByText(/marked “Not encrypted”/)).toBeTruthy()
    const before = drawn()
    await user.click(screen.getByRole('radio', { name: 'https' }))
    expect(screen.getByText('economy · doctor · twice · century')).toBeTruthy()
    expect(drawn()).not.toBe(before)
  })

  it('shows no code to scan where no other device could use it', async () => {
    const [, , loopback] = SAMPLE_STATUS.addresses
    await openConnect({ addresses: loopback ? [loopback] : [] })
    expect(screen.queryByRole('img', { name: /^QR code/ })).toBeNull()
    expect(screen.getByRole('timer')).toBeTruthy()
  })

  it('asks for a click where the code may not come by itself, and says nothing of it', async () => {
    const stage = await openWindow(household())
    vi.spyOn(stage.fake.api, 'pair').mockResolvedValueOnce({
      ok: false,
      code: 'forbidden',
      message: 'Only a person may ask this.',
    })
    await stage.user.click(screen.getByRole('button', { name: 'Connect a device' }))
    await settle()
    expect(screen.queryByRole('alert')).toBeNull()
    await stage.user.click(screen.getByRole('button', { name: 'Show a new one' }))
    await settle()
    expect(screen.getByRole('timer')).toBeTruthy()
  })
})

describe('who came', () => {
  it('is said at once, and taken back with Undo', async () => {
    const { fake, user } = await openConnect()
    fake.emit('pairing', ADA)
    await settle()
    expect(screen.getByText('Ada’s Phone is connected')).toBeTruthy()
    expect(screen.getByText('From 192.168.1.31, not encrypted on this network')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(fake.inputsOf('revoke')).toEqual([{ device: 'phone' }])
    expect(screen.queryByText('Ada’s Phone is connected')).toBeNull()
    expect(screen.getByText('Ada’s Phone is cut off and no longer trusted.')).toBeTruthy()
  })

  it('is said wherever the window is, and when its first message takes the page away', async () => {
    const { fake, user } = await openConnect()
    fake.emit('pairing', ADA)
    fake.arrive({ from: { id: 'new' as DeviceId, name: 'Ada’s Phone' }, title: 'Hi' })
    await settle()
    expect(screen.getByRole('heading', { name: 'Hi', level: 1 })).toBeTruthy()
    expect(screen.getByText('Ada’s Phone is connected')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    await settle()
    expect(fake.inputsOf('revoke')).toEqual([{ device: 'phone' }])
  })
})

describe('the address', () => {
  it('keeps the secret behind its #, by either scheme', () => {
    const { url } = sampleOffer()
    expect(pageFor(url, 'https')).toBe(url.replace('http:', 'https:'))
    expect(pageFor(url, 'http')).toBe(url)
  })

  it('that is typed is encrypted, since the six digits are taken only so', () => {
    expect(typedAt(SAMPLE_STATUS, true)).toBe('https://192.168.1.20:9999')
    expect(typedAt({ ...SAMPLE_STATUS, addresses: [] }, false)).toBe('localhost:9999')
  })
})

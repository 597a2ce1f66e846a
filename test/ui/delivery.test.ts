// The table of deliveries in the detail.

import { screen, within } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import { firstItem, household, openWindow, settle } from './support/stage'

// The window is compiled for the first test of a file, which takes long on a busy machine.
vi.setConfig({ testTimeout: 20_000 })

it('says how far it came to each device, and when, where that is known', async () => {
  const { fake, user } = await openWindow(household())
  const item = fake.items.find(({ title }) => title === 'Water under the boiler')
  const time = new Date(Date.now() - 5.5 * 60_000).toISOString()
  fake.deliveries.set(item?.id ?? firstItem().id, [
    { device: { id: 'tv' as DeviceId, name: 'TV' }, state: 'read', time },
    { device: { id: 'pi' as DeviceId, name: 'Pi' }, state: 'queued' },
  ])
  await user.click(screen.getByRole('row', { name: /Water under the boiler/ }))
  await settle()
  const table = within(screen.getByRole('table', { name: 'Delivery' }))
  const when = within(table.getByRole('row', { name: /TV Read/ })).getByText('5 min')
  expect(when.getAttribute('datetime')).toBe(time)
  expect(table.getByRole('row', { name: /Pi Waiting/ }).querySelector('time')).toBeNull()
})

it('of a thousand receivers shows a few, and all of them when asked', async () => {
  const { fake, user } = await openWindow(household())
  const item = fake.items.find(({ title }) => title === 'Water under the boiler')
  fake.deliveries.set(
    item?.id ?? firstItem().id,
    Array.from({ length: 1_000 }, (_, at) => ({
      device: { id: `d${at}` as DeviceId, name: `Device ${at}` },
      state: at % 4 === 0 ? 'queued' : 'delivered',
    })),
  )
  await user.click(screen.getByRole('row', { name: /Water under the boiler/ }))
  await settle()
  const table = screen.getByRole('table', { name: 'Delivery' })
  expect(table.querySelectorAll('tr')).toHaveLength(8)
  expect(screen.getByText('750 of 1,000')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /1,000/ }))
  expect(table.querySelectorAll('tr')).toHaveLength(1_000)
})

it('sends once more what expired for a device', async () => {
  const { fake, user } = await openWindow(household())
  const id = fake.items.find(({ title }) => title === 'Water under the boiler')?.id
  fake.deliveries.set(id ?? firstItem().id, [
    { device: { id: 'study' as DeviceId, name: '书房平板' }, state: 'expired' },
    { device: { id: 'tv' as DeviceId, name: 'TV' }, state: 'delivered' },
  ])
  await user.click(screen.getByRole('row', { name: /Water under the boiler/ }))
  await settle()
  await user.click(screen.getByRole('button', { name: /^Retry/ }))
  await settle()
  expect(fake.inputsOf('forward')).toEqual([{ ids: [id], to: ['study'] }])
  expect(screen.getByText('Sent to 书房平板 once more.')).toBeTruthy()
})

// What the tests of receipts and reactions share: publish, say something about it, and hear what came of it.

import type { FeedItem } from '../../src/shared/views'
import type { Client, Frame } from './client'
import { startHub, type TestHub } from './hub'

/** Publishes and answers the ID. */
export async function publish(sender: Client, fields: object): Promise<string> {
  const ref = `ref-${String(Math.random())}`
  sender.send({ type: 'notify', ref, body: 'x', ...fields })
  const accepted = await sender.next('accepted', (frame) => frame['ref'] === ref)
  return accepted['id'] as string
}

/** Carried out, or the error. */
export async function done(client: Client, command: object): Promise<Frame> {
  const ref = `ref-${String(Math.random())}`
  client.send({ ...command, ref })
  return Promise.race(
    ['ok', 'error'].map((type) => client.next(type, (frame) => frame['ref'] === ref)),
  )
}

/** The next receipt of this state at this device. */
export const receipt = (client: Client, device: string, state: string) =>
  client.next('receipt', (frame) => frame['device'] === device && frame['state'] === state)

/** The states of all receipts of a device so far. */
export const statesOf = (client: Client, device: string) =>
  client
    .all('receipt')
    .filter((frame) => frame['device'] === device)
    .map((frame) => frame['state'])

/** A sender and two receivers. */
export async function household(): Promise<{
  bell: TestHub
  nas: Client
  phone: Client
  tv: Client
}> {
  const bell = await startHub()
  const [nas, phone] = [await bell.device('nas'), await bell.device('phone')]
  return { bell, nas, phone, tv: await bell.device('tv') }
}

/** The newest in the inbox. */
export async function newest({ hub }: TestHub): Promise<FeedItem> {
  const [item] = (await hub.feed({ place: 'inbox', limit: 1 })).items
  if (!item) throw new Error('There is nothing in the feed.')
  return item
}

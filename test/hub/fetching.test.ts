// What came over a socket, asked for over HTTP: the history of a device and its attachments, by whom they may be had.

import { describe, expect, it } from 'vitest'
import type { NotificationId } from '../../src/shared/model'
import type { Client, Frame } from '../support/client'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'

const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d4948445200000001000000010806000000' +
    '1f15c4890000000a49444154789c6300010000000500010d0a2db40000000049454e44ae426082',
  'hex',
)

type Attachment = Readonly<{ name: string; mime: string; size: number; url: string }>

const get = (bell: TestHub, path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${String(bell.port)}${path}`, { headers })
const as = (id: string): Record<string, string> => ({ 'x-device': id })

/** A camera sent a picture to the hub, and the owner forwarded it to the TV. */
async function picture(): Promise<{ bell: TestHub; tv: Client; event: Frame; file: Attachment }> {
  const bell = await startHub()
  const camera = await bell.device('camera')
  const tv = await bell.device('tv')
  camera.send(PNG)
  const accepted = await camera.next('accepted')
  await bell.hub.forward([accepted['id'] as NotificationId], ['tv'])
  const event = await tv.next('event')
  const [file] = event['attachments'] as [Attachment]
  return { bell, tv, event, file }
}

describe('an attachment', () => {
  it('is what its bytes are', async () => {
    const { file } = await picture()
    expect(file).toMatchObject({ mime: 'image/png', size: PNG.length })
    expect(file.name).toMatch(/\.png$/)
  })

  it('may be fetched by who sent it and by who received it, and by nobody else', async () => {
    const { bell, file } = await picture()
    await bell.device('radio')
    for (const id of ['tv', 'TV', 'camera']) {
      const answer = await get(bell, file.url, as(id))
      expect(answer.status).toBe(200)
      expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true)
    }
    for (const headers of [as('radio'), as('stranger'), {}]) {
      const answer = await get(bell, file.url, headers)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ error: { code: 'unknown_id' } })
    }
  })

  it('is not for guests or devices that wait', async () => {
    const { bell, file } = await picture()
    for (const headers of [LAN_DEVICE.headers, { ...PAGE, 'sec-fetch-site': 'cross-site' }]) {
      const answer = await get(bell, file.url, { ...headers, ...as('tv') })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ error: { code: 'not_trusted' } })
    }
  })

  it('that does not exist is answered like one that is not yours', async () => {
    const { bell } = await picture()
    const answer = await get(bell, '/v1/attachments/01ARZ3NDEKTSV4RRFFQ69G5FAV', as('tv'))
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { code: 'unknown_id' } },
    ])
  })
})

describe('the history of a device', () => {
  it('has what was addressed to it and what it sent, oldest first, in the form of event', async () => {
    const { bell, event } = await picture()
    const inEvent = Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'type'))
    const answer = await get(bell, '/v1/notifications', as('tv'))
    expect(await answer.json()).toEqual({ notifications: [inEvent], next: inEvent['seq'] })
    const own = await get(bell, '/v1/notifications', as('camera'))
    expect(await own.json()).toMatchObject({ notifications: [{ seq: 1 }, { seq: 2 }], next: 2 })
  })

  it('is turned over page by page', async () => {
    const bell = await startHub()
    const tv = await bell.device('tv')
    for (const body of ['one', 'two', 'three']) tv.send({ type: 'notify', to: ['tv'], body })
    for (let n = 0; n < 3; n++) await tv.next('accepted')
    const bodies = async (query: string): Promise<unknown> => {
      const page = await get(bell, `/v1/notifications?${query}`, as('tv'))
      const { notifications, next } = (await page.json()) as {
        notifications: Frame[]
        next: number
      }
      return [notifications.map(({ body }) => body), next]
    }
    expect(await bodies('since=0&limit=2')).toEqual([['one', 'two'], 2])
    expect(await bodies('since=2&limit=2')).toEqual([['three'], 3])
    expect(await bodies('since=3')).toEqual([[], 3])
    expect(await bodies('limit=2')).toEqual([['two', 'three'], 3])
    expect(await bodies('before=3&limit=1')).toEqual([['two'], 2])
    expect(await bodies('q=TWO')).toEqual([['two'], 2])
  })
})

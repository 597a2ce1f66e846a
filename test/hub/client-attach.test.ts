// Files that the JavaScript client stores at a real hub. How far one is, browsers tell: test/web/photo.spec.ts.

import { expect, test } from 'vitest'
import { LanSocket, ring } from '../support/bell'
import { startHub } from '../support/hub'
import { pairedToken } from '../support/paired'

/** One red point. */
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
)

async function twoDevices() {
  const bell = await startHub()
  const at = async (id: string) => {
    const token = await pairedToken(bell, id)
    const device = ring(bell.url, id, { WebSocket: LanSocket, token })
    await device.is('ready')
    return device
  }
  return { phone: await at('phone'), tv: await at('tv') }
}

test('a file goes up, is named in what is published, and is the same at who gets it', async () => {
  const { phone, tv } = await twoDevices()
  const stored = await phone.client.attach(new Blob([PNG], { type: 'image/jpeg' }), {
    name: '晚饭 7\uD800.png',
  })
  expect(stored).toMatchObject({ mime: 'image/png', size: PNG.length })
  await phone.client.publish({ to: 'tv', attachments: [stored.id] })
  const { attachments: [file] = [] } = await tv.next()
  expect(file).toMatchObject({ id: stored.id, name: '晚饭 7\uFFFD.png', mime: 'image/png' })
  const response = await tv.client.fetch(file?.url ?? '')
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG)
})

test('a File brings its own name, and a very long one keeps its end', async () => {
  const { phone, tv } = await twoDevices()
  const [short, long] = await Promise.all([
    phone.client.attach(new File([PNG], 'door.png')),
    phone.client.attach(new File([PNG], `${'x'.repeat(3_000)}.png`)),
  ])
  await phone.client.publish({ to: 'tv', attachments: [short.id, long.id] })
  const names = (await tv.next()).attachments?.map(({ name }) => name) ?? []
  expect(names[0]).toBe('door.png')
  expect(names[1]).toMatch(/^x+(\.png)?$/)
})

test('what the hub refuses is refused with its code, and what is given up is not stored', async () => {
  const { phone } = await twoDevices()
  await expect(phone.client.attach(new Blob([]))).rejects.toMatchObject({
    code: 'bad_field',
    field: 'size',
  })
  const large = new Blob([new Uint8Array(26_214_401)])
  await expect(phone.client.attach(large)).rejects.toMatchObject({ code: 'too_large' })
  const signal = AbortSignal.abort()
  await expect(phone.client.attach(new Blob([PNG]), { signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

// A household of sample data: every kind of row that is easy, and every one that is hard.

import {
  SCOPES,
  type AttachmentId,
  type Delivery,
  type DeviceId,
  type DeviceKind,
} from '../../src/shared/model'
import type { DeviceView, FeedItem, RequestView } from '../../src/shared/views'
import { fakeId } from './fake-bellhop'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function ago(ms: number, now: number): string {
  return new Date(now - ms).toISOString()
}

function device(
  id: string,
  name: string,
  kind: DeviceKind,
  now: number,
  part: Partial<DeviceView> = {},
): DeviceView {
  return {
    id: id as DeviceId,
    name,
    kind,
    online: true,
    seen: ago(MINUTE, now),
    lane: 'token',
    address: '192.168.1.31',
    link: 'encrypted',
    isBlocked: false,
    isRevoked: false,
    isTold: true,
    scopes: SCOPES,
    waiting: 0,
    topics: [],
    ...part,
  }
}

/** Ten devices, two of them away. */
export function sampleDevices(now: number): DeviceView[] {
  return [
    device('phone', 'Lin’s Phone', 'phone', now),
    device('door', 'Back Door', 'sensor', now),
    device('nas', 'NAS', 'server', now, { topics: ['backups', 'disks'] }),
    device('build', 'Build Box', 'script', now, {
      lane: 'local',
      address: '127.0.0.1',
      link: 'local',
    }),
    device('boiler', 'Boiler Room', 'sensor', now),
    device('tv', 'Living-room TV', 'desktop', now),
    device('kitchen-pi', 'Kitchen Pi', 'server', now),
    device('guest-7f3a', 'guest-7f3a', 'browser', now, { lane: 'guest', address: '127.0.0.1' }),
    device('study', '书房平板', 'tablet', now, {
      online: false,
      seen: ago(4.8 * HOUR, now),
      waiting: 2,
    }),
    device('ipad', 'Studio iPad', 'tablet', now, { online: false, seen: ago(50 * HOUR, now) }),
  ]
}

/** An image that the preview's server makes out of its own name. */
function picture(name: string, size: number): NonNullable<FeedItem['attachments']>[number] {
  const id = `${name}00000000000000000000000000`.slice(0, 26) as AttachmentId
  return { id, name: `${name}.jpg`, mime: 'image/jpeg', size, url: `/v1/attachments/${id}` }
}

const MARKDOWN = `Electricity is down, water is where it was. One thing to look at: the **bathroom window** stood open from Thursday 22:40 until Friday morning, and the heating worked against it for nine hours.

| Meter | This week | Before | Change |
| --- | ---: | ---: | ---: |
| Electricity | 61.4 kWh | 66.8 kWh | −8 % |
| Gas | 38.0 m³ | 31.2 m³ | +22 % |
| Water | 2.1 m³ | 2.1 m³ | 0 % |

## Worth doing

- Change the filter of the dryer, 41 runs since the last time
- Battery of the *greenhouse probe*: 12 %
- Restart \`zigbee2mqtt\`, it has lost two bulbs: [the list](https://kitchen-pi.local/zigbee)
- [x] Water the tomatoes

> Numbers are read at 07:55 every Monday.

\`\`\`
# what was left open, and for how long
bathroom_window   9 h 12 min
garage_door       0 h 14 min
\`\`\`
`

type Part = Partial<FeedItem> & { who: [id: string, name: string]; before: number }

const PARTS: readonly Part[] = [
  {
    who: ['boiler', 'Boiler Room'],
    before: MINUTE,
    priority: 5,
    title: 'Water under the boiler',
    body: 'Probe 2 has been wet for 40 seconds. The main valve is still open, and somebody should look at it before the cellar fills up.',
  },
  {
    who: ['door', 'Back Door'],
    before: 5 * MINUTE,
    title: 'Somebody wants in',
    body: 'Motion for 12 s. One cat, probably Miso, sitting on the mat and looking at the lens.',
    tags: ['doors', 'cat'],
    attachments: [picture('door', 52_000)],
    isRead: true,
    click: 'https://door.local/live?camera=1',
    to: ['hub', 'phone', 'tv', 'study'],
    receivers: 3,
  },
  {
    who: ['build', 'Build Box'],
    before: 21 * MINUTE,
    priority: 4,
    title: 'shop-web #1184 failed on main',
    body: '3 of 412 tests: checkout, invoice, currency. After 8f2c1e7 “Round at the end, not in between” by Mara.',
    tags: ['ci', 'main'],
    lane: 'local',
  },
  {
    who: ['nas', 'NAS'],
    before: 22 * MINUTE,
    title: 'Nightly backup, started early',
    body: 'Photos to the off-site disk',
    progress: 0.62,
  },
  {
    who: ['phone', 'Lin’s Phone'],
    before: 40 * MINUTE,
    title: '晚饭七点半，记得带酱油',
    body: '超市今天九点关门。如果下雨就打车回来，别骑车了，路口那边还在修。',
  },
  {
    who: ['guest-7f3a', 'guest-7f3a'],
    before: 114 * MINUTE,
    body: 'hello',
    lane: 'guest',
    isRead: true,
  },
  {
    who: ['kitchen-pi', 'Kitchen Pi'],
    before: 3 * HOUR,
    title: 'Bins today, grey and blue',
    forwarded: { by: 'hub' as DeviceId, id: fakeId(3) },
    isRead: true,
    to: ['phone'],
    isForHub: false,
    receivers: 1,
  },
  {
    who: ['washer', 'Washing Machine'],
    before: 20 * HOUR,
    priority: 2,
    title: 'Cotton 40° is done',
    body: '1 h 52 min, 0.9 kWh',
    isRead: true,
  },
  {
    who: ['kitchen-pi', 'Kitchen Pi'],
    before: 22 * HOUR,
    title: 'The house last week',
    body: MARKDOWN,
    format: 'markdown',
    isRead: true,
    attachments: [
      {
        id: 'report0000000000000000000a' as AttachmentId,
        name: 'house-2026-47.pdf',
        mime: 'application/pdf',
        size: 284_119,
        url: '/v1/attachments/report0000000000000000000a',
      },
    ],
  },
  {
    who: ['build', 'Build Box'],
    before: 26 * HOUR,
    title:
      'com.example.inventory.warehouse.reconciliation.NightlyReconciliationServiceIntegrationTest',
    body: 'No space in it: cut in the list, wrapped in the detail.',
    lane: 'local',
  },
  {
    who: ['dubai', 'مكتب دبي'],
    before: 27 * HOUR,
    title: 'تم تسليم الطرد عند الباب الأمامي',
    body: 'ترك السائق صندوقين بجانب الدرج. الرقم 4471 على الملصق.',
    isRead: true,
    priority: 1,
  },
  {
    who: ['long', 'The old computer in the cellar behind the shelf with the paint pots'],
    before: 50 * HOUR,
    title: '🎉👩‍👩‍👧‍👦 Everybody is here 🏳️‍🌈🇨🇭',
    body: 'A long body goes on and on, as logs do. '.repeat(1_700).slice(0, 65_536),
    tags: Array.from({ length: 20 }, (_, at) => `a-rather-long-tag-number-${at + 1}`),
    isRead: true,
    priority: 4,
  },
  {
    who: ['tv', 'Living-room TV'],
    before: 9 * 24 * HOUR,
    title: 'A picture that is far too tall',
    attachments: [picture('tall', 1_240_000)],
    isRead: true,
  },
]

/** A feed that holds all of it, newest first. */
export function sampleItems(now: number, more = 0): FeedItem[] {
  const count = PARTS.length + more
  const items = PARTS.map(({ who, before, ...part }, at): FeedItem => {
    const seq = count - at
    return {
      id: fakeId(seq),
      seq,
      time: ago(before, now),
      from: { id: who[0] as DeviceId, name: who[1] },
      to: ['hub'],
      format: 'text',
      priority: 3,
      lane: 'token',
      isForHub: true,
      isRead: false,
      receivers: 0,
      ...part,
    }
  })
  return [...items, ...Array.from({ length: more }, (_, at) => filler(more - at, now, at))]
}

function filler(seq: number, now: number, at: number): FeedItem {
  return {
    id: fakeId(seq),
    seq,
    time: ago(10 * 24 * HOUR + at * 7 * MINUTE, now),
    from: { id: 'nas' as DeviceId, name: 'NAS' },
    to: ['hub'],
    format: 'text',
    priority: 3,
    lane: 'token',
    isForHub: true,
    isRead: true,
    receivers: 0,
    title: `Disk check ${seq}`,
    body:
      at % 3 === 0 ? 'All sectors are fine. Nothing was moved, nothing needs to be done.' : 'Fine.',
  }
}

/** How far the second sample came. */
export function sampleDeliveries(): Delivery[] {
  const to = (id: string, name: string, state: Delivery['state']): Delivery => ({
    device: { id: id as DeviceId, name },
    state,
  })
  return [
    to('hub', 'Studio Mac', 'delivered'),
    to('phone', 'Lin’s Phone', 'delivered'),
    to('tv', 'Living-room TV', 'sent'),
    to('study', '书房平板', 'queued'),
    to('hall', 'Hall Display', 'expired'),
  ]
}

/** Two who ask. */
export function sampleRequests(now: number): RequestView[] {
  return [
    {
      key: 'request-1',
      id: 'esp32-porch' as DeviceId,
      name: 'ESP32 Porch',
      kind: 'sensor',
      origin: null,
      address: '192.168.1.57',
      link: 'clear',
      since: ago(3 * MINUTE, now),
      isOnline: true,
      held: [
        { time: ago(MINUTE, now), title: 'Porch light', body: 'on, 21 lux' },
        { time: ago(3 * MINUTE, now), title: 'hello', body: 'boot 14, firmware 0.9.2' },
      ],
    },
    {
      key: 'request-2',
      id: null,
      name: 'Page at localhost:5500',
      kind: 'browser',
      origin: 'http://localhost:5500',
      address: '127.0.0.1',
      link: 'local',
      since: ago(11 * MINUTE, now),
      isOnline: true,
      held: [],
    },
  ]
}

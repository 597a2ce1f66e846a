// Content that is hard to show: as long, as wide and as strange as the protocol lets it be.

import type { Page } from '@playwright/test'
import type { Device, Frame } from './clients'
import { expect, rowOf } from './test'

/** A name of 64 wide characters, as long as a name may be. */
const WIDE_NAME = '広間の時計と書斎の温度計'.repeat(6).slice(0, 64)

const MANY_TAGS = Array.from({ length: 20 }, (_, at) =>
  at % 2 === 0 ? `tag-${at}-${'x'.repeat(30)}` : `标签${at}`,
)

const BODY = Array.from(
  { length: 700 },
  (_, at) => `${at}: the quick brown fox jumps over the lazy dog, and then over the next one.`,
)
  .join('\n')
  .padEnd(65_536, 'z')

/** By the name of its picture; the text finds its row. */
const HARD: Readonly<Record<string, Readonly<{ text: string; content: Frame }>>> = {
  'hard long body': { text: '64 Ki of text', content: { title: '64 Ki of text', body: BODY } },
  'hard long title': {
    text: 'com.example',
    content: {
      title: `com.example.${'inventory.warehouse.'.repeat(20)}`.slice(0, 250).replace(/ /g, '.'),
      body: 'x'.repeat(2_000),
    },
  },
  'hard bidi': {
    text: 'تم تسليم',
    content: {
      title: 'تم تسليم الطرد عند الباب الأمامي (42)',
      body: 'ترك السائق صندوقين بجانب الدرج\u202Etxet desrever\u202C\u200B\u200D\u2060 עברית ואז English',
    },
  },
  'hard emoji': {
    text: '👩‍👩‍👧‍👦',
    content: {
      title: '👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇪🇺'.repeat(12).slice(0, 225),
      body: '1️⃣ 👨🏿‍🚀 e\u0301\u0301\u0301\u0301\u0301 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢ ﷽﷽﷽',
    },
  },
  'hard tags and buttons': {
    text: 'Twenty tags',
    content: {
      title: 'Twenty tags and five long buttons',
      body: 'Each button has as many letters as it may.',
      tags: MANY_TAGS,
      actions: Array.from({ length: 5 }, (_, at) => ({
        id: `${at}`,
        label: `${at} Open the flap and say hello to every cat`.slice(0, 40),
        ...(at === 4 ? { url: `https://${'deep.'.repeat(20)}example.org/` } : {}),
        ...(at === 3 ? { reply: true } : {}),
      })),
    },
  },
}

/** Sends all of it, from a device with a name as wide as it may be. */
export async function sendHard(connect: (hello?: Frame) => Promise<Device>): Promise<void> {
  const wide = await connect({ id: `wide-${'i'.repeat(59)}`, name: WIDE_NAME, kind: 'tablet' })
  wide.send({ type: 'subscribe', topics: [`topic-${'w'.repeat(58)}`] })
  // Four of one sender in a row would stand folded.
  const lamp = await connect({ id: 'lamp', name: 'Lamp', kind: 'sensor' })
  for (const [at, { content }] of Object.values(HARD).entries()) {
    if (at === 2) await lamp.notify({ title: 'The hall is dark' })
    await wide.notify({ ...content, to: ['hub', 'phone', 'tv', `wide-${'i'.repeat(59)}`] })
  }
}

/** How each is shown. */
export const HARD_VIEWS = Object.entries(HARD).map(([name, { text }]) => ({
  name,
  show: async (page: Page): Promise<void> => {
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Inbox/ })
      .first()
      .click()
    await rowOf(page, text).first().click()
    await expect(page.getByRole('region', { name: 'Forward' })).toBeVisible()
  },
}))

// Thumbnails of rows: one picture is decoded at a time, none that scrolled away, and no more are kept than said.

import { describe, expect, it } from 'vitest'
import { middleOf, Thumbnails } from '../../src/renderer/lib/thumbnails.svelte'
import { settle } from './support/stage'

/** A drawer that the test makes ready, one after the other. */
function drawer() {
  const begun: string[] = []
  const dropped: string[] = []
  const ends: ((made: string | null) => void)[] = []
  const thumbnails = new Thumbnails(
    (url) => {
      begun.push(url)
      return new Promise((resolve, reject) =>
        ends.push((made) => (made === null ? reject(new Error('broken')) : resolve(made))),
      )
    },
    (made) => dropped.push(made),
  )
  const end = async (made: string | null): Promise<void> => {
    ends.shift()?.(made)
    await settle()
  }
  return { thumbnails, begun, dropped, end }
}

describe('S-57 thumbnails', () => {
  it('are made one at a time, and each once', async () => {
    const { thumbnails, begun, end } = drawer()
    for (const url of ['a', 'b', 'a']) thumbnails.ask(url)
    await settle()
    expect(begun).toEqual(['a'])
    expect(thumbnails.of('a')).toBeUndefined()
    await end('small a')
    expect(thumbnails.of('a')).toBe('small a')
    expect(begun).toEqual(['a', 'b'])
    await end(null)
    expect(thumbnails.of('b')).toBeNull()
    thumbnails.ask('b')
    await settle()
    expect(begun).toEqual(['a', 'b'])
  })

  it('are not made of what scrolled away before its turn', async () => {
    const { thumbnails, begun, end } = drawer()
    for (const url of ['a', 'b', 'c']) thumbnails.ask(url)
    thumbnails.cancel('b')
    await settle()
    await end('small a')
    expect(begun).toEqual(['a', 'c'])
  })

  it('are let go beyond two hundred, the oldest first', async () => {
    const { thumbnails, dropped, end } = drawer()
    for (let at = 0; at < 201; at++) thumbnails.ask(`${at}`)
    await settle()
    for (let at = 0; at < 201; at++) await end(`small ${at}`)
    expect(dropped).toEqual(['small 0'])
    expect(thumbnails.of('0')).toBeUndefined()
    expect(thumbnails.of('200')).toBe('small 200')
  }, 60_000)

  it.each([
    ['square', 100, 100, { x: 0, y: 12.5, width: 100, height: 75 }],
    ['tall and thin', 1, 20_000, { x: 0, y: 9_999.625, width: 1, height: 0.75 }],
    ['wide', 400, 30, { x: 180, y: 0, width: 40, height: 30 }],
  ])('show the middle of what is %s', (_, width, height, part) => {
    expect(middleOf(width, height)).toEqual(part)
  })
})

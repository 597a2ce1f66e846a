// The QR code of a terminal, read again by a decoder.

import { expect, test } from 'vitest'
import decodeQR from 'qr/decode.js'
import { qrLines } from '../../src/main/cli/qr'

/** What the lines would look like on a dark screen, eight dots to a square. */
function photo(lines: readonly string[]) {
  const rows = lines.flatMap((line) => [
    Array.from(line, (glyph) => glyph === '▀' || glyph === '█'),
    Array.from(line, (glyph) => glyph === '▄' || glyph === '█'),
  ])
  const dots = 8
  const size = rows.length * dots
  const data = new Uint8Array(size * size * 4).fill(255)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const isLight = rows[Math.floor(y / dots)]?.[Math.floor(x / dots)] === true
      data.fill(isLight ? 255 : 0, (y * size + x) * 4, (y * size + x) * 4 + 3)
    }
  return { width: size, height: size, data }
}

test('says what was put in, to whoever photographs the terminal', async () => {
  const url = 'http://192.168.1.20:9999/#pair=JfRkc0ZxS2mZbS8yq2bX4A'
  const lines = await qrLines(url)
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1)
  expect(decodeQR(photo(lines))).toBe(url)
})

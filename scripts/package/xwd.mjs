// Reads the pictures that xwd takes of a display: tells a drawn window from none, and makes a PNG
// for a person to look at.

import { crc32, deflateSync } from 'node:zlib'

/** Offsets of the fields that are read, in bytes; each is a 32-bit number, the highest byte first. */
const FIELD = { headerSize: 0, width: 16, height: 20, bytesPerLine: 48, colours: 76 }
/** Bytes of one colour of the map between the header and the picture. */
const COLOUR_SIZE = 12

/**
 * @param {Buffer} picture of xwd, with 32 bits a pixel: blue, green, red, nothing
 * @returns {{ width: number, rows: Buffer[] }}
 */
function read(picture) {
  const field = (/** @type {number} */ offset) => picture.readUInt32BE(offset)
  const start = field(FIELD.headerSize) + field(FIELD.colours) * COLOUR_SIZE
  const width = field(FIELD.width)
  const rows = Array.from({ length: field(FIELD.height) }, (_, row) => {
    const line = start + row * field(FIELD.bytesPerLine)
    return picture.subarray(line, line + width * 4)
  })
  return { width, rows }
}

/**
 * @param {Buffer} picture
 * @returns {number} how many different colours it shows
 */
export function coloursIn(picture) {
  const seen = new Set()
  for (const row of read(picture).rows) {
    for (let at = 0; at < row.length; at += 4) seen.add(row.readUInt32LE(at))
  }
  return seen.size
}

/** @param {Buffer} picture */
export function pngOf(picture) {
  const { width, rows } = read(picture)
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(rows.length, 4)
  // Eight bits each of red, green and blue.
  size.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = deflateSync(Buffer.concat(rows.map(pngRow)))
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', pixels), chunk('IEND')])
}

/** @param {Buffer} row */
function pngRow(row) {
  const out = Buffer.alloc(1 + (row.length / 4) * 3)
  for (let at = 0, to = 1; at < row.length; at += 4, to += 3) {
    out.set([row[at + 2] ?? 0, row[at + 1] ?? 0, row[at] ?? 0], to)
  }
  return out
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data = Buffer.alloc(0)) {
  const body = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

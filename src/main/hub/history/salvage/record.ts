// One record as SQLite writes it: https://sqlite.org/fileformat2.html#record_format. Knows no pages.

export type Field = string | number | Uint8Array | null

type Varint = Readonly<{ value: number; end: number }>

/** Big-endian base 128, at most nine bytes; null beyond what a number holds exactly, and beyond the end. */
export function readVarint(bytes: Buffer, at: number): Varint | null {
  let value = 0
  for (let nth = 0; nth < 8; nth++) {
    const byte = bytes[at + nth]
    if (byte === undefined) return null
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: at + nth + 1 } : null
  }
  return null
}

/** null: it contradicts itself. */
export function decodeRecord(payload: Buffer): Field[] | null {
  const header = readVarint(payload, 0)
  if (!header || header.value > payload.length) return null
  const fields: Field[] = []
  let body = header.value
  for (let at = header.end; at < header.value;) {
    const type = readVarint(payload, at)
    if (!type || type.end > header.value) return null
    const length = lengthOf(type.value)
    if (length === null || body + length > payload.length) return null
    fields.push(decode(type.value, payload.subarray(body, body + length)))
    body += length
    at = type.end
  }
  return body === payload.length ? fields : null
}

const FIXED = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

function lengthOf(type: number): number | null {
  if (type >= 12) return Math.floor((type - 12) / 2)
  return FIXED[type] ?? null
}

function decode(type: number, bytes: Buffer): Field {
  if (type >= 12) return type % 2 === 0 ? Uint8Array.from(bytes) : bytes.toString('utf8')
  if (type === 0) return null
  if (type === 7) return bytes.readDoubleBE(0)
  if (type === 6) return Number(bytes.readBigInt64BE(0))
  if (type >= 8) return type - 8
  return bytes.readIntBE(0, bytes.length)
}

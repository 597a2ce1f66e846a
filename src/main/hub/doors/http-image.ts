// What an image's own bytes say: its type and how large it is drawn. Reads headers only and decodes nothing.

/** Pixels. */
export type ImageSize = Readonly<{ mime: string; width: number; height: number }>

/** How much of a file is looked at, bytes. */
export const IMAGE_HEAD_BYTES = 64 * 1024

type Reader = (bytes: Buffer) => readonly [width: number, height: number] | null

const READERS: readonly Readonly<{ mime: string; read: Reader }>[] = [
  { mime: 'image/png', read: readPng },
  { mime: 'image/gif', read: readGif },
  { mime: 'image/webp', read: readWebp },
  { mime: 'image/jpeg', read: readJpeg },
]

/** The first bytes of a file as an image; null when they are none, or do not reach to its size. */
export function imageSize(head: Buffer): ImageSize | null {
  for (const { mime, read } of READERS) {
    const size = read(head)
    if (size) return { mime, width: size[0], height: size[1] }
  }
  return null
}

function readPng(bytes: Buffer): readonly [number, number] | null {
  const isPng = startsWith(bytes, '\x89PNG\r\n\x1a\n') && bytes.length >= 24
  return isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : null
}

function readGif(bytes: Buffer): readonly [number, number] | null {
  const isGif = (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) && bytes.length >= 10
  return isGif ? [bytes.readUInt16LE(6), bytes.readUInt16LE(8)] : null
}

function readWebp(bytes: Buffer): readonly [number, number] | null {
  if (!startsWith(bytes, 'RIFF') || bytes.toString('latin1', 8, 12) !== 'WEBP') return null
  if (bytes.length < 30) return null
  const kind = bytes.toString('latin1', 12, 16)
  if (kind === 'VP8X') return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]
  if (kind === 'VP8 ') return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
  if (kind !== 'VP8L') return null
  const packed = bytes.readUInt32LE(21)
  return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1]
}

/** Goes from segment to segment up to the frame header. */
function readJpeg(bytes: Buffer): readonly [number, number] | null {
  if (!startsWith(bytes, '\xff\xd8\xff')) return null
  let offset = 2
  while (offset + 9 <= bytes.length && bytes[offset] === 0xff) {
    const marker = bytes.readUInt8(offset + 1)
    if (isFrameHeader(marker))
      return [bytes.readUInt16BE(offset + 7), bytes.readUInt16BE(offset + 5)]
    offset += 2 + bytes.readUInt16BE(offset + 2)
  }
  return null
}

/** SOF0 to SOF15, without the tables that stand among them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', 0, text.length) === text
}

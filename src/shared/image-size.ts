// What an image's own bytes say: its type and how large it is drawn. Reads headers only and decodes nothing, so
// that whoever would draw it can refuse before (S-57).

/** Pixels. */
export type ImageSize = Readonly<{ mime: string; width: number; height: number }>

/** What is drawn at most, in all and along one side, and how much of a file is looked at for it, bytes. */
export const IMAGE = { pixels: 16_000_000, side: 32_768, headBytes: 256 * 1024 } as const

type Reader = (bytes: DataView) => readonly [width: number, height: number] | null

const READERS: readonly Readonly<{ mime: string; read: Reader }>[] = [
  { mime: 'image/png', read: readPng },
  { mime: 'image/gif', read: readGif },
  { mime: 'image/webp', read: readWebp },
  { mime: 'image/jpeg', read: readJpeg },
]

/** The first bytes of a file as an image; null when they are none, or do not reach to its size. */
export function imageSize(head: Uint8Array): ImageSize | null {
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength)
  for (const { mime, read } of READERS) {
    const size = read(bytes)
    if (size) return { mime, width: size[0], height: size[1] }
  }
  return null
}

/** Whether a file of this type may be drawn: its first bytes agree, and it harms nobody by its size. */
export function mayDraw(head: Uint8Array, mime: string): boolean {
  const image = imageSize(head)
  if (image?.mime !== mime) return false
  const { width, height } = image
  return width * height <= IMAGE.pixels && Math.max(width, height) <= IMAGE.side
}

function readPng(bytes: DataView): readonly [number, number] | null {
  const isPng = holds(bytes, 0, '\x89PNG\r\n\x1a\n') && bytes.byteLength >= 24
  return isPng ? [bytes.getUint32(16), bytes.getUint32(20)] : null
}

function readGif(bytes: DataView): readonly [number, number] | null {
  const isGif = (holds(bytes, 0, 'GIF87a') || holds(bytes, 0, 'GIF89a')) && bytes.byteLength >= 10
  return isGif ? [bytes.getUint16(6, true), bytes.getUint16(8, true)] : null
}

function readWebp(bytes: DataView): readonly [number, number] | null {
  if (!holds(bytes, 0, 'RIFF') || !holds(bytes, 8, 'WEBP') || bytes.byteLength < 30) return null
  if (holds(bytes, 12, 'VP8X')) return [readUint24(bytes, 24) + 1, readUint24(bytes, 27) + 1]
  if (holds(bytes, 12, 'VP8 '))
    return [bytes.getUint16(26, true) & 0x3fff, bytes.getUint16(28, true) & 0x3fff]
  if (!holds(bytes, 12, 'VP8L')) return null
  const packed = bytes.getUint32(21, true)
  return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1]
}

/** Goes from segment to segment up to the frame header. */
function readJpeg(bytes: DataView): readonly [number, number] | null {
  if (!holds(bytes, 0, '\xff\xd8\xff')) return null
  let offset = 2
  while (offset + 9 <= bytes.byteLength && bytes.getUint8(offset) === 0xff) {
    const marker = bytes.getUint8(offset + 1)
    if (isFrameHeader(marker)) return [bytes.getUint16(offset + 7), bytes.getUint16(offset + 5)]
    offset += 2 + bytes.getUint16(offset + 2)
  }
  return null
}

/** SOF0 to SOF15, without the tables that stand among them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function readUint24(bytes: DataView, offset: number): number {
  return bytes.getUint16(offset, true) | (bytes.getUint8(offset + 2) << 16)
}

function holds(bytes: DataView, offset: number, text: string): boolean {
  if (bytes.byteLength < offset + text.length) return false
  return Array.from(text).every((char, at) => bytes.getUint8(offset + at) === char.charCodeAt(0))
}

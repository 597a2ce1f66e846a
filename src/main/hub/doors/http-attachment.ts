// Sends a stored file so that nothing in it can run in a browser (docs/security.md S-55). Knows no lane.

import { open, type FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { IMAGE, mayDraw } from '../../../shared/image-size'
import type { AttachmentFile } from '../face'
import { COMMON_FIELDS } from '../listener/answers'

const SHOWN = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/i
/** Types that a browser might run, or read as markup. */
const ACTIVE = /html|xml|svg|script|css|pdf|flash/i
const OPAQUE = 'application/octet-stream'

/** Streams a file; answers false, with nothing sent, when it is not there any more. */
export async function sendAttachment(
  response: ServerResponse,
  file: AttachmentFile,
): Promise<boolean> {
  const handle = await open(file.path).catch(() => null)
  if (!handle) return false
  try {
    await sendFrom(handle, response, file)
  } catch (error) {
    // Whoever went away in the middle needs no answer and is no fault of ours.
    if (!response.destroyed) throw error
  } finally {
    await handle.close()
  }
  return true
}

async function sendFrom(
  handle: FileHandle,
  response: ServerResponse,
  file: AttachmentFile,
): Promise<void> {
  const { size } = await handle.stat()
  const isShown = SHOWN.has(file.mime) && (await isSmallImage(handle, file.mime))
  const fields = attachmentFields(file, isShown)
  response.writeHead(200, { ...fields, ...digestField(file), 'Content-Length': String(size) })
  if (response.req.method === 'HEAD' || size === 0) response.end()
  else
    await pipeline(handle.createReadStream({ autoClose: false, start: 0, end: size - 1 }), response)
}

/** RFC 9530: who fetches it can tell whether all of it came as it was sent. */
function digestField({ sha256 }: AttachmentFile): Record<string, string> {
  if (sha256 === undefined) return {}
  return { 'Repr-Digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:` }
}

/** Its bytes are what its type says, and a browser can draw it without harm. */
async function isSmallImage(handle: FileHandle, mime: string): Promise<boolean> {
  const head = Buffer.alloc(IMAGE.headBytes)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  return mayDraw(head.subarray(0, bytesRead), mime)
}

/** The fields of S-55. `isShown`: a browser may draw it where it is. */
export function attachmentFields(
  { name, mime }: Pick<AttachmentFile, 'name' | 'mime'>,
  isShown: boolean,
): Record<string, string> {
  const isPassive = TYPE.test(mime) && !ACTIVE.test(mime)
  return {
    ...COMMON_FIELDS,
    'Content-Type': isPassive ? mime : OPAQUE,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; ${fileName(name)}`,
  }
}

/** RFC 6266: a plain name for the old, and the true one for the rest. */
function fileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_').slice(0, 100)
  // Through bytes, for half a surrogate pair cannot be encoded.
  const whole = Buffer.from(name.slice(0, 255)).toString()
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}

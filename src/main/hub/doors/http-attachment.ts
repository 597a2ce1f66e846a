// Sends a stored file so that nothing in it can run in a browser (SECURITY.md S-55). Knows no lane.

import { open, type FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { COMMON_FIELDS } from '../listener/answers'
import type { AttachmentFile } from '../face'

const SHOWN = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
const TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/i
/** Types that a browser might run or read as markup. */
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
  response.writeHead(200, { ...attachmentFields(file), 'Content-Length': String(size) })
  if (response.req.method === 'HEAD' || size === 0) return void response.end()
  await pipeline(handle.createReadStream({ autoClose: false, end: size - 1 }), response)
}

/** The fields of S-55. */
export function attachmentFields({ name, mime }: AttachmentFile): Record<string, string> {
  const isShown = SHOWN.has(mime)
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
  // Through bytes, for half a surrogate pair is not to be encoded at all.
  const whole = Buffer.from(name.slice(0, 255)).toString()
  const encoded = encodeURIComponent(whole).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}

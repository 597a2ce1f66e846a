// Serves `app://bellhop/` to the window: packaged files out of a fixed map, and images of the hub. What may be
// had is decided in pages.ts.

import { createReadStream } from 'node:fs'
import { open, readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { protocol, type Session } from 'electron'
import { IMAGE, mayDraw } from '../../shared/image-size'
import type { AttachmentId } from '../../shared/model'
import type { Hub } from '../hub/hub'
import type { Log } from './log'
import {
  answerFor,
  ATTACHMENT_HEADERS,
  mayShowInline,
  PAGE_HEADERS,
  PAGE_SCHEME,
  pageMap,
} from './pages'

/** Makes `app:` a scheme with an origin of its own. Before the app is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges }])
}

/** Answers the window's requests from the files in `folder`. */
export async function servePages(
  session: Session,
  folder: string,
  hub: Pick<Hub, 'attachment'>,
  log: Log,
): Promise<void> {
  const map = pageMap(await filesIn(folder))
  session.protocol.handle(PAGE_SCHEME, async (request) => {
    try {
      const answer = answerFor(map, request.method, request.url)
      if (answer.kind === 'file') return await fileAnswer(join(folder, answer.file), answer.type)
      if (answer.kind === 'attachment') return await imageAnswer(hub, answer.id)
      return missing()
    } catch (error) {
      log.warn('a page could not be served', { error: String(error) })
      return missing()
    }
  })
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [])
  return entries.map((name) => name.split(sep).join('/'))
}

async function fileAnswer(path: string, type: string): Promise<Response> {
  return new Response(new Uint8Array(await readFile(path)), {
    headers: { ...PAGE_HEADERS, 'Content-Type': type },
  })
}

async function imageAnswer(hub: Pick<Hub, 'attachment'>, id: AttachmentId): Promise<Response> {
  const file = await hub.attachment(id)
  if (!file || !mayShowInline(file.mime)) return missing()
  if (!mayDraw(await headOf(file.path), file.mime)) return missing()
  const body = Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>
  return new Response(body, {
    headers: {
      ...ATTACHMENT_HEADERS,
      'Content-Type': file.mime,
      'Content-Length': String(file.size),
    },
  })
}

/** As much of a file as says how large its picture is. */
async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const head = new Uint8Array(IMAGE.headBytes)
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function missing(): Response {
  return new Response(null, { status: 404, headers: PAGE_HEADERS })
}

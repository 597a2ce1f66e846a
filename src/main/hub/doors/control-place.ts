// Where the control socket lies, and how it comes to lie there for its owner alone. Knows nothing of what is
// said over it. The caller holds the data folder: whatever lies there unanswered is a leftover.

import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTROL_NAME } from '../../../shared/control'

/** Unix sockets take some 104 to 108 bytes, by system. */
const MAX_PATH_BYTES = 100
/** What comes after a runtime folder. */
const NAME_BYTES = 32

export type ControlPlace = Readonly<{
  /** What to listen on. */
  path: string
  /** What leads there from the data folder, where the socket itself does not lie in it. */
  pointer: string | null
  isPipe: boolean
}>

/** The place for a data folder that is there. Makes the runtime folder if the path asks for it. */
export async function findPlace(dataDir: string): Promise<ControlPlace> {
  const folder = await realpath(dataDir)
  const near = join(folder, CONTROL_NAME)
  if (process.platform === 'win32') {
    // A name that nobody can guess: pipes have no folder whose owner could be asked.
    const path = `\\\\.\\pipe\\bellhop-${randomBytes(16).toString('hex')}`
    return { path, pointer: near, isPipe: true }
  }
  if (Buffer.byteLength(near) <= MAX_PATH_BYTES) return { path: near, pointer: null, isPipe: false }
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return { path: join(await runtimeDir(), `bellhop-${hash}.sock`), pointer: near, isPipe: false }
}

/** Listens there with mode 0600 from the first moment, in the place of a leftover. */
export async function listenAt(server: Server, place: ControlPlace): Promise<void> {
  if (!place.isPipe) await clear(place.path)
  await listen(server, place.path)
  if (place.pointer !== null) await point(place.pointer, place)
}

/** Takes away what `listenAt` put there, beside the socket, which Node removes itself. */
export async function leave(place: ControlPlace): Promise<void> {
  if (place.pointer !== null) await rm(place.pointer, { force: true })
}

async function clear(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null) return
  if (found.isSocket() && (await isAnswered(path))) {
    throw new Error('Another hub answers on the control socket of this folder.')
  }
  await rm(path)
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Node makes the socket within this call, and only the mask says with which mode.
    const mask = process.umask(0o177)
    try {
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    } finally {
      process.umask(mask)
    }
  })
}

async function point(pointer: string, place: ControlPlace): Promise<void> {
  const fresh = `${pointer}.${randomBytes(6).toString('hex')}`
  if (place.isPipe) await writeFile(fresh, place.path, { mode: 0o600, flag: 'wx' })
  else await symlink(place.path, fresh)
  await rename(fresh, pointer)
}

async function runtimeDir(): Promise<string> {
  const given = process.env['XDG_RUNTIME_DIR']
  if (given && isShort(given) && (await isOurs(given))) return given
  const name = `bellhop-${String(process.getuid?.())}`
  const usual = join(tmpdir(), name)
  const own = isShort(usual) ? usual : `/tmp/${name}`
  await mkdir(own, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  if (await isOurs(own)) return own
  throw new Error(`${own} belongs to somebody else, so the control socket cannot be put there.`)
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(folder) + NAME_BYTES <= MAX_PATH_BYTES
}

/** A real folder of this user that nobody else can enter. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null)
  return (
    found !== null &&
    found.isDirectory() &&
    found.uid === process.getuid?.() &&
    (found.mode & 0o077) === 0
  )
}

// Files of the command line: those that go with what is sent, and those that came and are saved.

import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ControlFile } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import { ATTACH } from '../../shared/protocol/limits'
import type { Call, Command } from './call'
import { CliFailure, EXIT, wrongUsage } from './failure'

/** Standard input, where a file or a body could be named. */
export const STDIN = '-'

export const saveCommand: Command = {
  syntax: 'save ID [FILE]',
  about: m.cli_help_save,
  options: {},
  run: async (call) => {
    const [id, to, ...more] = call.words
    if (id === undefined || more.length > 0) throw wrongUsage(m.cli_usage_save())
    const files = await call.ask('files', { id: id.toUpperCase() })
    try {
      if (to !== undefined && files.length > 1) throw wrongUsage(m.cli_usage_save_many())
      for (const file of files) await saveOne(call, file, to)
    } finally {
      await removeBrought(call, files)
    }
  },
}

/** What came from elsewhere lies in a folder that was made for it. */
async function removeBrought({ remote }: Call, [file]: readonly ControlFile[]): Promise<void> {
  if (remote !== null && file) await rm(dirname(file.path), { recursive: true, force: true })
}

async function saveOne(call: Call, file: ControlFile, to: string | undefined): Promise<void> {
  const { id, name, mime, size } = file
  if (to === STDIN) {
    return pipeline(createReadStream(file.path), call.around.stdout, { end: false })
  }
  // The hub keeps no path in a name, but this is the last place to see to it.
  const path = resolve(call.around.workingDir, to ?? (basename(name) || id))
  await copyNew(file.path, path)
  if (file.sha256 !== undefined && (await digestOf(path)) !== file.sha256) {
    await rm(path)
    throw new CliFailure(EXIT.failed, 'internal', m.cli_error_file_damaged())
  }
  if (call.isJson) call.out.json({ type: 'saved', id, path, mime, size })
  else call.out.line(m.cli_saved({ path }))
}

/** Stores these files at the hub; answers their IDs in the same order. */
export async function attachAll(call: Call, files: readonly string[]): Promise<string[]> {
  if (files.length > ATTACH.of) throw wrongUsage(m.cli_usage_attach_many({ most: ATTACH.of }))
  const ids: string[] = []
  for (const file of files) ids.push(await attachOne(call, file))
  return ids
}

async function attachOne(call: Call, file: string): Promise<string> {
  if (file === STDIN) return attachInput(call)
  const path = resolve(call.around.workingDir, file)
  return (await call.ask('attach', { path, name: basename(path) })).id
}

/** What comes on standard input has to lie somewhere for the hub to read it. */
async function attachInput(call: Call): Promise<string> {
  const path = join(tmpdir(), `bellhop-${randomUUID()}`)
  try {
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    await pipeline(call.around.stdin, bounded(), file)
    return (await call.ask('attach', { path, name: '' })).id
  } finally {
    await rm(path, { force: true })
  }
}

function bounded(): Transform {
  let bytes = 0
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length
      if (bytes <= ATTACH.bytes) done(null, piece)
      else done(new CliFailure(EXIT.failed, 'too_large', m.cli_error_file_large()))
    },
  })
}

/** Nothing that is there already is written over. */
async function copyNew(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const sentence = isThere ? m.cli_error_file_there : m.cli_error_file_unsaved
    throw new CliFailure(EXIT.failed, 'internal', sentence({ path: to }))
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

// What a pretended hub is asked about files that go into a draft. Holds their names and sizes, not their bytes.

import type { Answer, BellhopApi, DraftFile } from '../../src/shared/ipc'
import type { AttachmentId } from '../../src/shared/model'
import { fakeId, type FakeBellhop } from './fake-bellhop'

type FilesCommand =
  | 'saveAttachment'
  | 'pickFiles'
  | 'attachPicked'
  | 'beginFile'
  | 'addPiece'
  | 'endFile'
  | 'stopFile'
  | 'keepFiles'

/** One that may be picked; with `problem` it cannot be stored; it is stored after `until`. */
export type Picked = Readonly<{
  name: string
  mime?: string
  size: number
  problem?: string
  until?: Promise<void>
}>

let files = 0

/** These commands over a pretended hub. */
export function filesApi(fake: FakeBellhop): Pick<BellhopApi, FilesCommand> {
  const known = new Map<string, Picked>()
  const store = (token: string): Answer<DraftFile> => {
    const found = known.get(token)
    known.delete(token)
    if (found?.problem !== undefined || found === undefined) {
      return { ok: false, code: found?.problem ?? 'unknown_id', message: 'pretended' }
    }
    const id = fakeId(900_000 + ++files) as string as AttachmentId
    const { mime = 'application/pdf', size } = found
    const file = { id, name: found.name === '' ? '20261130-180000.png' : found.name, mime, size }
    fake.stored.set(id, file)
    return { ok: true, value: file }
  }
  const remember = (file: Picked): string => {
    const token = `file-${++files}`
    known.set(token, file)
    return token
  }
  const flat = async (answer: Promise<Answer<Answer<DraftFile>>>): Promise<Answer<DraftFile>> => {
    const outer = await answer
    return outer.ok ? outer.value : outer
  }
  return {
    saveAttachment: (input) => fake.answer('saveAttachment', input, () => true),
    pickFiles: (input) =>
      fake.answer('pickFiles', input, () => ({
        files: fake.picks.slice(0, input.most).map((one) => ({ ...one, token: remember(one) })),
        left: Math.max(0, fake.picks.length - input.most),
      })),
    attachPicked: async (input) => {
      const asked = await fake.answer('attachPicked', input, () => null)
      if (!asked.ok) return asked
      await known.get(input.token)?.until
      return store(input.token)
    },
    beginFile: (input) => fake.answer('beginFile', input, () => remember(input)),
    addPiece: (input) => fake.answer('addPiece', { bytes: input.bytes.length }, () => null),
    endFile: (input) => flat(fake.answer('endFile', input, () => store(input.token))),
    stopFile: (input) => fake.answer('stopFile', input, () => null),
    keepFiles: (input) =>
      fake.answer('keepFiles', input, () => input.ids.filter((id) => fake.stored.has(id))),
  }
}

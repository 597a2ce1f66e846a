// The disk that forgets: what was synced always stays, what was not may go, and names live by the syncs of their folder.

import { describe, expect, it } from 'vitest'
import { Disk } from '../../chaos/kit/disk.mjs'
import { Random } from '../../chaos/kit/random.mjs'

const FOLDER = '/data'
const CUTS = 200

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
const file = (name: string) => `7<${hex(`${FOLDER}/${name}`)}>`
const folder = `8<${hex(FOLDER)}>`

function written(name: string, at: number, text: string) {
  const args = `${file(name)}, "${hex(text)}", ${String(text.length)}, ${String(at)}`
  return { name: 'pwrite64', args, result: text.length }
}
const synced = (what: string, result: number | null = 0) => ({ name: 'fsync', args: what, result })
const created = (name: string) => ({
  name: 'openat',
  args: `AT_FDCWD, "${hex(`${FOLDER}/${name}`)}", O_RDWR|O_CREAT, 0600`,
  result: 7,
})
const unlinked = (name: string) => ({
  name: 'unlink',
  args: `"${hex(`${FOLDER}/${name}`)}"`,
  result: 0,
})

type Calls = Parameters<Disk['replay']>[0]

/** All that a file was found to be after many power cuts; null = gone. */
function fates(calls: Calls, name = 'a', before = ''): Set<string | null> {
  const random = new Random(1)
  return new Set(
    Array.from({ length: CUTS }, () => {
      const disk = new Disk(FOLDER, new Map([['a', Buffer.from(before)]]))
      disk.replay(calls)
      return disk.cutPower(random).contents.get(name)?.toString() ?? null
    }),
  )
}

describe('after a power cut', () => {
  it('what was synced is there, and what came after it may be or not', () => {
    const calls = [written('a', 0, 'one'), synced(file('a')), written('a', 3, 'two')]
    expect(fates(calls)).toEqual(new Set(['one', 'onetwo']))
  })

  it('a later write may be there without an earlier one', () => {
    const calls = [written('a', 0, 'X'), written('a', 1, 'Y')]
    expect(fates(calls, 'a', 'ab')).toEqual(new Set(['ab', 'Xb', 'aY', 'XY']))
  })

  it('a sync that failed, or that was cut off, has synced nothing', () => {
    for (const result of [-1, null]) {
      expect(fates([written('a', 0, 'one'), synced(file('a'), result)])).toContain('')
    }
  })

  it('a write may be torn at 512 bytes', () => {
    const [old, fresh] = ['-'.repeat(1_024), '+'.repeat(1_024)]
    const halves = ['-'.repeat(512), '+'.repeat(512)]
    const found = fates([written('a', 0, fresh)], 'a', old)
    const all = halves.flatMap((first) => halves.map((second) => first + second))
    expect(found).toEqual(new Set(all))
  })

  it('a new name lives once its folder was synced, even if the file was', () => {
    const calls = [created('b'), written('b', 0, 'new'), synced(file('b'))]
    expect(fates(calls, 'b')).toEqual(new Set([null, 'new']))
    expect(fates([...calls, synced(folder)], 'b')).toEqual(new Set(['new']))
  })

  it('a name that was taken away may still be there until its folder was synced', () => {
    expect(fates([unlinked('a')], 'a', 'old')).toEqual(new Set(['old', null]))
    expect(fates([unlinked('a'), synced(folder)], 'a', 'old')).toEqual(new Set([null]))
  })

  it('nothing passes that the model does not know', () => {
    const renamed = { name: 'rename', args: `"${hex(`${FOLDER}/a`)}"`, result: 0 }
    expect(() => fates([renamed])).toThrow(/knows no rename/)
  })
})

// A file of a damaged history, only read, as bytes: SQLite would refuse it, or change it. Knows no pages.

import { closeSync, openSync, readSync } from 'node:fs'
import { sizeOf } from '../folder'

/** All our files have pages of this size; what a damaged header says of it is not asked. */
export const PAGE_BYTES = 4_096

/** A file that is only read. */
export type Bytes = Readonly<{
  size: number
  /** null where the file is too short. */
  read: (at: number, length: number) => Buffer | null
  close: () => void
}>

/** A file that is not there is an empty one. */
export function openBytes(path: string): Bytes {
  const size = sizeOf(path)
  if (size === 0) return { size, read: () => null, close: () => undefined }
  const descriptor = openSync(path, 'r')
  return {
    size,
    read: (at, length) => {
      if (at + length > size) return null
      const buffer = Buffer.alloc(length)
      return readSync(descriptor, buffer, 0, length, at) === length ? buffer : null
    },
    close: () => closeSync(descriptor),
  }
}

// What the desktop remembers of its window between two runs: `window.json`. No setting: losing it costs nothing.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type WindowMemory = Readonly<{
  box?: unknown
  /** The person was told that closing leaves the hub running. */
  knowsTray?: boolean
}>

export type WindowFile = Readonly<{
  read: () => WindowMemory
  keep: (change: WindowMemory) => void
}>

/** The memory in this folder. Never throws. */
export function openWindowFile(folder: string): WindowFile {
  const path = join(folder, 'window.json')
  let memory = readMemory(path)
  return {
    read: () => memory,
    keep: (change) => {
      memory = { ...memory, ...change }
      try {
        writeFileSync(`${path}.new`, JSON.stringify(memory), { mode: 0o600 })
        renameSync(`${path}.new`, path)
      } catch {
        // A disk that is full is the hub's to tell.
      }
    },
  }
}

function readMemory(path: string): WindowMemory {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value !== 'object' || value === null) return {}
    const { box, knowsTray } = value as Record<string, unknown>
    return { box, knowsTray: knowsTray === true }
  } catch {
    return {}
  }
}

// Runs `history-child.ts` as a process of its own.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { build } from 'vite'
import { temporaryFolder, WORKER_URL } from './hub'

export type HistoryProcess = Readonly<{
  /** All that it said so far. */
  lines: readonly string[]
  /** Resolves when it said so many lines. */
  said: (count: number, word?: string) => Promise<void>
  /** Kills it at once; it gets no chance to finish anything. */
  kill: () => Promise<void>
  /** Its exit code. */
  ended: Promise<number | null>
}>

/** Builds the child to a folder that goes when the test ends; answers its path. */
export async function buildChild(): Promise<string> {
  const outDir = temporaryFolder()
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: { child: 'test/support/history-child.ts' },
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
  })
  return join(outDir, 'child.mjs')
}

export function startChild(
  path: string,
  task: 'open' | 'flood' | 'trim' | 'exit',
  dataDir: string,
): HistoryProcess {
  const child = spawn(process.execPath, [path, task, dataDir, WORKER_URL.href], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const waits = new Set<() => void>()
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    lines.push(line)
    for (const wait of waits) wait()
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const said = (count: number, word = '') =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (lines.filter((line) => line.startsWith(word)).length < count) return
        waits.delete(check)
        resolve()
      }
      waits.add(check)
      check()
    })
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { lines, said, kill, ended }
}

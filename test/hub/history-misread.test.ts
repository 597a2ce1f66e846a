// A page that the disk fails to read once (EIO). SQLite says of that what it says of a damaged file; it is none.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tracing, tracingObstacle } from '../chaos/kit/trace.mjs'
import { bellhop, startHeadless } from '../support/doors'
import { startHub, temporaryFolder } from '../support/hub'

vi.setConfig({ testTimeout: 60_000 })

const COUNT = 30
const TEXT = { body: 'x', format: 'text', priority: 3 } as const

/** A folder with so many notifications, closed in good order. */
async function filled(): Promise<string> {
  const { hub, dataDir } = await startHub()
  const content = { ...TEXT, body: 'x'.repeat(2_000) }
  for (let count = 0; count < COUNT; count++) await hub.publish({ to: ['hub'], content })
  await hub.stop()
  return dataDir
}

/** The hub that is traced, not who traces it. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8'))
}

describe.runIf(tracingObstacle() === null)('a page that cannot be read once', () => {
  // Of each thread; so in its header, while it is checked, while it is loaded, and while the hub is at work.
  test.each([1, 3, 5, 8, 12, 16, 20, 22])(
    'sets nothing aside and loses nothing: the read of number %i',
    async (nth) => {
      const data = await filled()
      const trace = join(temporaryFolder(), 'trace')
      const inject = `inject=pread64:error=EIO:when=${String(nth)}`
      const through = tracing(trace, data, ['-e', 'trace=pread64', '-e', inject])
      const { door } = await startHeadless(data, [], { through })
      const pid = childOf(door.child.pid ?? 0)
      onTestFinished(
        () => void (readdirSync('/proc').includes(String(pid)) && process.kill(pid, 'SIGKILL')),
      )
      await vi.waitFor(() => expect(readFileSync(trace, 'latin1')).toContain('(INJECTED)'))
      await vi.waitFor(async () => {
        const { stdout } = await bellhop(data, ['list', '--limit', '100', '--json'])
        expect(stdout.trim().split('\n')).toHaveLength(COUNT)
      }, 10_000)
      process.kill(pid, 'SIGTERM')
      expect(await door.ended).toMatchObject({ code: 0 })
      expect(readdirSync(data).filter((name) => name.includes('.corrupt-'))).toEqual([])
    },
  )
})

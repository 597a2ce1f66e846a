// What is read out of a trace: which calls were made, which came back, and which the kill cut off.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { callsIn } from '../../chaos/kit/trace.mjs'

function resultsOf(...lines: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-trace-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'trace')
  writeFileSync(file, lines.map((line) => `17  ${line}\n`).join(''))
  return callsIn(file).map(({ name, result }) => [name, result])
}

it('tells what came back from what the kill cut off, however strace says so', () => {
  expect(
    resultsOf(
      'pwrite64(3<a>, "b", 1, 0) = 1',
      'fsync(3<a>)                       = -1 EIO (Input/output error) (INJECTED)',
      'fsync(3<a>) = ?',
      'fsync(3<a>) = ? <unavailable>',
      // What stood in the register of a call that was under way is no error that anybody knows.
      'pwrite64(3<a>, "b", 1, 1) = -1 (errno 18446744073709551598)',
      'fsync(3<a> <unfinished ...>',
      '+++ killed by SIGKILL +++',
    ),
  ).toEqual([
    ['pwrite64', 1],
    ['fsync', -1],
    ['fsync', null],
    ['fsync', null],
    ['pwrite64', null],
  ])
})

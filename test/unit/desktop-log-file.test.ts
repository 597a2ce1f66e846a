// However much is logged, the log takes 25 MiB at most (docs/security.md S-42).

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { LOG_FILE, rotatingFile } from '../../src/main/desktop/log-file'

const LINE = `${'x'.repeat(1_023)}\n`
const MOST_BYTES = 25 * 1024 * 1024

test('S-42 a million refusals leave 25 MiB of log at most, the newest, for its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'bellhop.log')
  const first = rotatingFile(path)
  for (let n = 0; n < 20_000; n++) first.write(LINE)
  // Started again: what is there counts.
  const again = rotatingFile(path)
  for (let n = 0; n < 20_000; n++) again.write(LINE)
  again.write('the newest\n')
  const files = readdirSync(folder).map((name) => statSync(join(folder, name)))
  expect(files).toHaveLength(LOG_FILE.count)
  expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES)
  expect(files.map(({ mode }) => mode & 0o777)).toEqual(files.map(() => 0o600))
  expect(readFileSync(path, 'utf8')).toMatch(/the newest\n$/)
})

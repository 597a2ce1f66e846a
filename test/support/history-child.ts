// A history in a process of its own, to be killed or locked out. Built by `history-process.ts`; says what it
// did on its standard output, a line each, before it goes on.

import { writeSync } from 'node:fs'
import { createHistory } from '../../src/main/hub/history/history'
import { HistoryError } from '../../src/main/hub/history/types'
import { systemClock } from '../../src/main/hub/ports'
import type { Keep } from '../../src/shared/retention'
import { SILENT } from './log'
import { note } from './note'

const FEW: Keep = { days: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 }, count: 100, bytes: 1e9 }

const [task, dataDir = '', workerUrl = ''] = process.argv.slice(2)
const history = createHistory({
  dataDir,
  workerUrl: new URL(workerUrl),
  clock: systemClock,
  log: SILENT,
})

/** Said when this returns: a pipe that is full for now is tried again. */
function say(text: string): void {
  for (;;) {
    try {
      writeSync(1, `${text}\n`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
    }
  }
}

/** Records without end, 64 at a time, and tells each `seq` that was accepted; acknowledges every third. */
async function flood(): Promise<void> {
  const device = { name: 'Phone', kind: 'phone', by: 'token', tokenHash: null, seenMs: 0 } as const
  const phone = await history.saveDevice({ key: null, id: 'phone' as never, ...device })
  const next = (): void => {
    history.record(note({ queued: [phone] }), (result) => {
      if (result.kind !== 'stored') throw new Error(JSON.stringify(result))
      say(`accepted ${String(result.seq)}`)
      if (result.seq % 3 === 0 || task === 'trim') history.delivered(phone, [result.seq])
      next()
    })
  }
  for (let count = 0; count < 64; count++) next()
}

try {
  await history.open()
  say('opened')
  if (task === 'trim') {
    history.onRemoved(() => say('removed'))
    history.keep(FEW)
  }
  if (task === 'flood' || task === 'trim') await flood()
  if (task === 'exit') {
    await flood()
    setTimeout(() => process.exit(7), 50)
  }
} catch (error) {
  say(error instanceof HistoryError ? error.code : String(error))
  process.exit(1)
}

// A thread of the history that was started before anybody knew what for, so that a hub starts sooner.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHub, WORKER_URL } from '../support/hub'
import { note, openHistory, recorded } from '../support/history'

function startAhead(): Worker {
  const worker = new Worker(WORKER_URL)
  onTestFinished(() => void worker.terminate())
  return worker
}

describe('a thread that was started ahead of time', () => {
  test('is the one that keeps the history', async () => {
    const worker = startAhead()
    const { history } = await openHistory({ worker })
    expect(await recorded(history, note())).toMatchObject({ kind: 'stored', seq: 1 })
    const ended = once(worker, 'exit')
    await history.close()
    expect(await ended).toEqual([0])
  })

  test('is used once: who opens again gets a new one', async () => {
    const { history } = await openHistory({ worker: startAhead() })
    await recorded(history, note())
    await history.close()
    expect(await history.open()).toMatchObject({ newestSeq: 1 })
  })

  test('is not missed when it has died meanwhile', async () => {
    const worker = startAhead()
    await worker.terminate()
    const { history } = await openHistory({ worker })
    expect(await recorded(history, note())).toMatchObject({ kind: 'stored', seq: 1 })
  })

  test('serves a whole hub', async () => {
    const { device, hub } = await startHub({}, { worker: startAhead() })
    const phone = await device('phone')
    phone.send({ type: 'notify', body: 'hello' })
    expect(await phone.next('accepted')).toMatchObject({ seq: 1 })
    expect(hub.counts()).toMatchObject({ total: 1 })
  })
})

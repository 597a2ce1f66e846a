// The thread of the history: takes batches, answers them. Started by `history.ts`, built as a file of its own.

import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { collectAll, collectYoung, Lull, REST_MS } from '../collect'
import { systemClock } from '../ports'
import { Abandoned } from './abandon'
import { Chores } from './chores'
import type { CopyOptions } from './copy-out'
import { folderOf, setFolderAside } from './folder'
import { lockFolder } from './lock'
import type {
  Batch,
  Copy,
  FromWorker,
  Job,
  ToWorker,
  VerifyOptions,
  WorkerOptions,
} from './messages'
import { openStore } from './open-store'
import { Turn } from './turn'
import { verify } from './verify'
import { HistoryError } from './shapes'

/** What so many batches leave behind is worth collecting, now or at rest. */
const ENOUGH = 32

/** A question that is answered in steps. */
type Running = Generator<void, FromWorker>

if (!parentPort) throw new Error('This file is a worker thread of the hub.')
const port: MessagePort = parentPort
const post = (message: FromWorker) => port.postMessage(message)

function serve(options: WorkerOptions, turn: Turn): void {
  const { store, opened } = openStore(options, (message, fields) =>
    post({ kind: 'log', level: 'warn', message, fields }),
  )
  const running: Running[] = []
  // The driver lets go of statements in a collection, so that too is work on the file.
  const lull = new Lull(systemClock, ENOUGH, () => turn.take(collectYoung))
  const rest = new Lull(systemClock, ENOUGH, () => turn.take(collectAll), REST_MS)
  const abandoned = new Abandoned()
  /** The file stays open until it ends. */
  let copying: Promise<void> = Promise.resolve()
  const closing = new AbortController()
  const copyOptions: CopyOptions = { inTurn: (work) => turn.take(work), signal: closing.signal }
  const chores = new Chores(systemClock, (work) => turn.take(work))

  const step = (job: Running): void => {
    const result = job.next()
    if (result.done) post(result.value)
    else if (running.push(job) === 1) setImmediate(next)
  }
  // One step a turn: a batch that came meanwhile goes first.
  const pump = (): void => {
    const job = running.shift()
    if (running.length > 0) setImmediate(next)
    if (job) step(job)
  }
  const next = () => turn.take(pump)

  function* answering(job: Job, nowMs: number): Running {
    const answer = yield* abandoned.until(job.id, store.run(job, nowMs))
    return { kind: 'answered', answer, news: store.news(false) }
  }
  function* ticking(nowMs: number): Generator<void, void> {
    yield* store.tick(nowMs)
    post({ kind: 'ticked', news: store.news(true), tickMs: store.tickMs(nowMs) })
  }
  function* settling(work: Generator<void, void>, nowMs: number): Generator<void, void> {
    yield* work
    post({ kind: 'ticked', news: store.news(false), tickMs: store.tickMs(nowMs) })
  }
  const doChores = (nowMs: number): void => {
    chores.add('tick', () => ticking(nowMs))
    chores.add('regain', () => settling(store.regain(), nowMs))
    chores.add('index', () => store.index())
    chores.add('keep', () => settling(store.keep(nowMs), nowMs))
  }

  const take = ({ writes, isTick, jobs, nowMs }: Batch): void => {
    const { recorded, answers } = store.write(writes, nowMs)
    post({ kind: 'wrote', recorded, answers, news: store.news(false), tickMs: store.tickMs(nowMs) })
    lull.use(1)
    // A mere tick wakes nobody.
    if (writes.length > 0 || jobs.length > 0) rest.use(1)
    chores.serve()
    if (isTick) doChores(nowMs)
    if (jobs.length > 0) chores.advance()
    for (const job of jobs) {
      if (job.op === 'copy') copy(job)
      else step(answering(job, nowMs))
    }
  }

  const copy = (job: Copy): void => {
    copying = copying.then(async () => {
      const answer = await store.copy(job, copyOptions)
      post({ kind: 'answered', answer, news: store.news(false) })
    })
  }

  const close = (nowMs: number): void => {
    running.length = 0
    chores.clear()
    store.close(nowMs)
    post({ kind: 'closed' })
    port.close()
  }

  port.on('message', (message: ToWorker) => {
    turn.take(() => {
      store.follow(message.nowMs, message.setByMs)
      if (message.kind === 'batch') take(message)
      else if (message.kind === 'abandon') abandoned.add(message.job)
      else {
        closing.abort()
        void copying.then(() => turn.take(() => close(message.nowMs)))
      }
    })
  })
  post({
    kind: 'opened',
    opened,
    news: store.news(false),
    tickMs: store.tickMs(options.nowMs),
  })
  chores.add('index', () => store.index())
  // Opening leaves as much behind as a rush.
  lull.use(ENOUGH)
  rest.use(ENOUGH)
}

function setAside({ dataDir, nowMs }: WorkerOptions): void {
  const folder = folderOf(dataDir)
  const lock = lockFolder(folder)
  try {
    post({ kind: 'setAside', path: setFolderAside(folder, nowMs) })
  } finally {
    lock.close()
  }
}

function fail(error: unknown): void {
  const code = error instanceof HistoryError ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  post({ kind: 'failed', code, message })
}

function begin(options: WorkerOptions | VerifyOptions): void {
  const turn = new Turn(options.turn)
  turn.take(() => {
    try {
      if (options.task === 'verify')
        post({ kind: 'verified', verified: verify(options.path, options.nowMs) })
      else if (options.task === 'open') serve(options, turn)
      else setAside(options)
    } catch (error) {
      fail(error)
    }
  })
}

// A thread that was started ahead of time learns only now what for; null = for nothing.
const given = workerData as WorkerOptions | VerifyOptions | null
if (given) begin(given)
else {
  port.once('message', (options: WorkerOptions | null) => {
    if (options) begin(options)
    else port.close()
  })
}

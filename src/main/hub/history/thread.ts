// The worker thread as the main thread holds it: starts it, hears it, keeps its clock, notices its end.

import { Worker } from 'node:worker_threads'
import type { NotificationId } from '../../../shared/model'
import type { Clock, Log, Timer } from '../ports'
import { Channel } from './channel'
import { ClockWatch } from './clock-watch'
import type { Counts, FromWorker, News, ToWorker, WorkerOptions } from './messages'
import { Turn } from './turn'
import type { Due, Letter } from './due'
import { type DeviceKey, HistoryError, type Opened } from './shapes'

/** How long closing is waited for; what is committed is safe either way. */
const CLOSE_MS = 2_000
/** Node's thread ID of a worker that has ended. */
const GONE = -1

export type ThreadOptions = Readonly<{
  dataDir: string
  workerUrl: URL
  /** Runs the script of `workerUrl` already, without `workerData`; the first to be used. */
  worker?: Worker
  clock: Clock
  log: Log
  limitBytes?: number
}>

/** What is told without being asked. */
export type Told = {
  counts: Counts
  waiting: ReadonlyMap<DeviceKey, number>
  letters: readonly Letter[]
  removed: readonly NotificationId[]
  due: Due
  storageFull: boolean
  broken: HistoryError
}

type Listeners = { [Name in keyof Told]: ((value: Told[Name]) => void)[] }
type Outcome = Readonly<{ opened?: Opened; path?: string; error?: Error }>

export class Thread {
  readonly channel: Channel
  readonly #options: ThreadOptions
  #clockWatch: ClockWatch
  readonly #listeners: Listeners = {
    counts: [],
    waiting: [],
    letters: [],
    removed: [],
    due: [],
    storageFull: [],
    broken: [],
  }
  #worker: Worker | null = null
  /** Started ahead of time and not yet used. */
  #spare: Worker | null
  #isOpen = false
  #isClosing = false
  #isBroken = false
  #settle: ((outcome: Outcome) => void) | null = null
  #exited: Promise<void> = Promise.resolve()
  #tick: { timer: Timer; dueMs: number } | null = null

  constructor(options: ThreadOptions) {
    this.#options = options
    this.#clockWatch = new ClockWatch(options.clock)
    this.#spare = options.worker ?? null
    this.channel = new Channel(
      (message) => this.#post(message),
      () => this.#now(),
      (ms, call) => void options.clock.after(ms, call),
      (error) => options.log.error('a listener of the history failed', { error: textOf(error) }),
    )
  }

  async open(): Promise<Opened> {
    const first = await this.#start('open')
    // Looked at again by another thread: a connection of this one keeps its locks until it ends.
    const { opened, error } = isDamage(first.error) ? await this.#start('open', true) : first
    if (opened) return opened
    throw error ?? new HistoryError('internal', 'The history ended while it was opened.')
  }

  async setAside(): Promise<string> {
    const { path, error } = await this.#start('setAside')
    if (path !== undefined) return path
    throw error ?? new HistoryError('internal', 'The history could not be set aside.')
  }

  on<Name extends keyof Told>(name: Name, listener: (value: Told[Name]) => void): void {
    this.#listeners[name].push(listener)
  }

  async close(): Promise<void> {
    if (!this.#worker) return
    this.#isClosing = true
    this.#tick?.timer.cancel()
    this.#tick = null
    const closed = this.channel.drain().then(async () => {
      this.#post({ kind: 'close', ...this.#now() })
      await this.#exited
    })
    if (await this.#isLate(closed)) this.#options.log.warn('the history is still closing')
  }

  #now(): Readonly<{ nowMs: number; setByMs: number }> {
    return { nowMs: this.#options.clock.nowMs(), setByMs: this.#clockWatch.setByMs() }
  }

  /** Whether this takes longer than closing may. */
  async #isLate(closed: Promise<void>): Promise<boolean> {
    return new Promise((resolve) => {
      const limit = this.#options.clock.after(CLOSE_MS, () => resolve(true))
      void closed.then(() => {
        limit.cancel()
        resolve(false)
      })
    })
  }

  #start(task: WorkerOptions['task'], isDoubted = false): Promise<Outcome> {
    if (this.#worker) return Promise.resolve({ error: new HistoryError('internal', 'It is open.') })
    const { dataDir, clock, limitBytes } = this.#options
    this.#clockWatch = new ClockWatch(clock)
    const turn = new Turn()
    const worker = this.#workerFor({
      task,
      dataDir,
      nowMs: clock.nowMs(),
      turn: turn.shared,
      isDoubted,
      ...(limitBytes === undefined ? {} : { limitBytes }),
    })
    this.#isClosing = false
    this.#isBroken = false
    this.#worker = worker
    worker.on('message', (message: FromWorker) => this.#hear(message))
    return new Promise((resolve) => {
      this.#settle = resolve
      this.#exited = this.#watch(worker, turn)
    })
  }

  /** The one that was started ahead of time, if it still runs. */
  #workerFor(options: WorkerOptions): Worker {
    const spare = this.#spare
    this.#spare = null
    if (spare && spare.threadId !== GONE) {
      spare.postMessage(options)
      return spare
    }
    return new Worker(this.#options.workerUrl, { workerData: options, name: 'bellhop-history' })
  }

  /** Resolves when the thread is gone, however it went. */
  #watch(worker: Worker, turn: Turn): Promise<void> {
    const atExit = () => turn.end(CLOSE_MS)
    process.once('exit', atExit)
    let cause: Error | undefined
    worker.on('error', (error: Error) => (cause = error))
    return new Promise((resolve) => {
      worker.on('exit', () => {
        process.off('exit', atExit)
        this.#ended(cause)
        resolve()
      })
    })
  }

  #ended(cause: Error | undefined): void {
    const wasOpen = this.#isOpen
    this.#worker = null
    this.#isOpen = false
    this.#tick?.timer.cancel()
    this.#tick = null
    if (wasOpen && !this.#isClosing) {
      this.#break(new HistoryError('internal', 'The history stopped unexpectedly.', { cause }))
    }
    this.channel.shut(this.#isClosing ? 'shutting_down' : 'internal')
    this.#settleWith({ error: new HistoryError('internal', textOf(cause), { cause }) })
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'opened':
        this.#isOpen = true
        this.channel.start()
        this.#settleWith({ opened: message.opened })
        this.#learn(message.news, message.tickMs)
        return
      case 'failed':
        this.#settleAtExit({ error: new HistoryError(message.code, message.message) })
        return
      case 'setAside':
        this.#settleAtExit({ path: message.path })
        return
      case 'wrote':
        this.channel.wrote(message)
        this.#learn(message.news, message.tickMs)
        return
      case 'ticked':
        this.#learn(message.news, message.tickMs)
        return
      case 'answered':
        this.channel.answered(message.answer)
        this.#learn(message.news, null)
        return
      case 'closed':
      case 'verified':
        return
      case 'log':
        this.#options.log[message.level](message.message, message.fields)
        return
    }
  }

  #learn(news: News, tickMs: number | null): void {
    if (news.counts) this.#tell('counts', news.counts)
    if (news.waiting) this.#tell('waiting', news.waiting)
    if (news.letters) this.#tell('letters', news.letters)
    if (news.removed) this.#tell('removed', news.removed)
    if (news.due) this.#tell('due', news.due)
    if (news.isFull !== undefined) this.#tell('storageFull', news.isFull)
    if (news.broken !== undefined) this.#break(new HistoryError('history_damaged', news.broken))
    if (tickMs !== null) this.#tickIn(tickMs)
  }

  #break(error: HistoryError): void {
    this.channel.shut('internal')
    if (this.#isBroken) return
    this.#isBroken = true
    this.#options.log.error('the history broke', { code: error.code, error: textOf(error.cause) })
    this.#tell('broken', error)
  }

  #tell<Name extends keyof Told>(name: Name, value: Told[Name]): void {
    for (const listener of this.#listeners[name]) listener(value)
  }

  #tickIn(ms: number): void {
    if (this.#isClosing || !this.#worker) return
    const { clock } = this.#options
    const dueMs = clock.monotonicMs() + ms
    if (this.#tick && this.#tick.dueMs <= dueMs) return
    this.#tick?.timer.cancel()
    const timer = clock.after(ms, () => {
      this.#tick = null
      this.channel.tick()
    })
    this.#tick = { timer, dueMs }
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  #settleWith(outcome: Outcome): void {
    this.#settle?.(outcome)
    this.#settle = null
  }

  /** Not before the thread let go of the folder, so that the next try does not meet its lock. */
  #settleAtExit(outcome: Outcome): void {
    const settle = this.#settle
    this.#settle = null
    void this.#exited.then(() => settle?.(outcome))
  }
}

function isDamage(error: Error | undefined): boolean {
  return error instanceof HistoryError && error.code === 'history_damaged'
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
}

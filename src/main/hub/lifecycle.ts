// Starting, stopping and changing a hub: history, control socket, port, and the visible state of it all. What
// goes wrong in the world becomes a state with a way out, never an exception of the host's.

import { mkdirSync } from 'node:fs'
import type { TrustPolicy } from '../../shared/model'
import type { HubFailure, HubStatus } from '../../shared/views'
import { CLOSE } from '../../shared/protocol/frames'
import { createControl } from './doors/control'
import type { Hub, HubConfig, HubOptions } from './face'
import { isShutOut } from './listener/reach'
import type { Listener } from './listener/types'
import { listenerOf } from './port'
import type { Rooms } from './rooms'
import { become, failureOf } from './status'

/** How long open sockets get to say goodbye. */
const GOODBYE_MS = 1_000
/** A hub whose history broke while it ran starts by itself so often in this time; once if something had to be saved. */
const MOST_AGAIN = 5
const AGAIN_MS = 3_600_000

type Control = ReturnType<typeof createControl>

export class Lifecycle {
  #listener: Listener | null = null
  #control: Control | null = null
  #isHistoryOpen = false
  /** When it lately started anew because its file seemed damaged. */
  #openedAgainMs: number[] = []
  /** One change at a time: a start and a stop never overlap. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly options: HubOptions,
    private readonly rooms: Rooms,
    private readonly hub: () => Hub,
  ) {
    this.#listenToHistory()
  }

  status(): HubStatus {
    return this.rooms.memory.status
  }

  start(): Promise<HubStatus> {
    return this.#inTurn(() => this.#start())
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop())
  }

  /** Puts a damaged history aside, where nothing is lost, and starts with an empty one. */
  startFresh(): Promise<HubStatus> {
    return this.#inTurn(async () => {
      if (this.status().failure?.code !== 'history_damaged') return this.status()
      const aside = await this.rooms.history.setAside()
      this.rooms.log.warn('the damaged history was put aside', { aside })
      return this.#start()
    })
  }

  configure(change: Partial<HubConfig>): Promise<HubStatus> {
    return this.#inTurn(() => this.#configure(change))
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #start(): Promise<HubStatus> {
    if (this.status().state === 'listening') return this.status()
    become(this.rooms, 'starting')
    this.rooms.memory.isStopping = false
    const opening = this.#openHistory()
    // Made while the history's thread is at work.
    const listener = listenerOf(this.rooms, this.options, (error) => this.#broke(error))
    const failure = (await opening) ?? (await this.#openDoors(listener))
    if (failure) become(this.rooms, 'failed', failure)
    return this.status()
  }

  async #openHistory(): Promise<HubFailure | null> {
    if (this.#isHistoryOpen) return null
    const { history, registry, memory, events, log } = this.rooms
    try {
      mkdirSync(this.options.dataDir, { recursive: true, mode: 0o700 })
      const opened = await history.open()
      this.#isHistoryOpen = true
      registry.load(opened)
      memory.counts = { ...memory.counts, ...opened.counts, seq: opened.newestSeq }
      memory.status = { ...memory.status, salvaged: opened.salvaged }
      history.keep(memory.config.keep)
      await this.#forgetStale(opened.agedMs)
      this.rooms.schedule.start(opened.nextDueMs)
      this.rooms.backups.start()
      events.changed('counts')
      return null
    } catch (error) {
      log.error('the history could not be opened', { error: String(error) })
      return failureOf(error)
    }
  }

  /** By a clock that was set everybody may seem to have been away for long. */
  async #forgetStale(agedMs: number): Promise<void> {
    const { registry, clock } = this.rooms
    const nowMs = Math.min(clock.nowMs(), agedMs)
    await Promise.all(registry.stale(nowMs).map((device) => registry.forget(device)))
  }

  /** The control socket and the port at the same time. Without its port a hub can still be spoken to as its owner. */
  async #openDoors(listener: Listener): Promise<HubFailure | null> {
    const { memory, log } = this.rooms
    memory.onTrusted = (connection) => listener.trusted(connection.socket)
    const [closed, result] = await Promise.all([this.#openControl(), listener.listen()])
    // Its control socket is not there, or the port broke while that was made.
    const failure = closed ?? this.status().failure
    if (failure) {
      await listener.close(0)
      return failure
    }
    if ('code' in result) {
      log.warn('the port could not be opened', { code: result.code, port: memory.config.port })
      return { ...result, port: memory.config.port }
    }
    this.#listener = listener
    this.rooms.heart.stop()
    this.rooms.heart.start()
    become(this.rooms, 'listening', null, result.port)
    log.info('listening', { port: result.port })
    // Behind all else: nobody waits for it before they speak TLS.
    void this.rooms.identity.open()
    return null
  }

  async #openControl(): Promise<HubFailure | null> {
    if (this.#control) return null
    const { dataDir, settings, hasWindow = false } = this.options
    const control = createControl({
      hub: this.hub(),
      dataDir,
      log: this.rooms.log,
      settings,
      hasWindow: () => hasWindow,
    })
    try {
      await control.open()
      this.#control = control
      return null
    } catch (error) {
      this.rooms.log.error('the control socket could not be opened', { error: String(error) })
      return failureOf(error)
    }
  }

  async #configure(change: Partial<HubConfig>): Promise<HubStatus> {
    const { memory, events } = this.rooms
    const before = memory.config
    memory.config = { ...before, ...change }
    const { name, trust, routing, port, host } = memory.config
    memory.status = { ...memory.status, name, trust, routing }
    events.emit('status', memory.status)
    this.rooms.discovery.follow(memory.status, memory.config)
    if (this.#isHistoryOpen && change.keep) this.rooms.history.keep(change.keep)
    this.#applyPolicy(before.trust, trust)
    this.rooms.sessions.withdraw((peer) => isShutOut(peer, memory.config))
    const hasMoved =
      (change.port !== undefined && port !== this.status().port) || host !== before.host
    const isUp = this.status().state === 'listening' || this.status().state === 'failed'
    if (!hasMoved || !isUp) return this.status()
    await this.#closePort()
    return this.#start()
  }

  /** Cuts off whom the new policy would not let in. */
  #applyPolicy(before: TrustPolicy, trust: TrustPolicy): void {
    const { sessions, admission } = this.rooms
    if (trust === before) return
    this.rooms.audit.note('policy', { detail: trust })
    if (before === 'open') sessions.withdrawOpen()
    if (trust !== 'paired') return
    sessions.withdrawUnpaired()
    admission.close()
  }

  async #closePort(): Promise<void> {
    const listener = this.#listener
    this.#listener = null
    for (const connection of this.rooms.presence.all())
      connection.close(CLOSE.stopping, 'hub stops')
    await listener?.close(GOODBYE_MS)
    if (this.status().state === 'listening') become(this.rooms, 'starting')
  }

  async #stop(): Promise<void> {
    if (this.status().state === 'stopped') return
    this.rooms.memory.isStopping = true
    this.rooms.invitation.close()
    this.rooms.heart.stop()
    this.rooms.schedule.stop()
    await this.#closePort()
    await this.#control?.close()
    this.#control = null
    // They write to the folder, which is ours as long as the history holds it.
    await Promise.all([this.rooms.identity.settled(), this.rooms.uploads.settled()])
    await this.rooms.discovery.stop()
    this.rooms.backups.stop()
    if (this.#isHistoryOpen) await this.rooms.history.close()
    this.#isHistoryOpen = false
    become(this.rooms, 'stopped')
  }

  #broke(error: Error): void {
    this.rooms.log.error('the port broke', { error: String(error) })
    become(this.rooms, 'failed', {
      code: 'internal',
      message: 'The port stopped working. Try again.',
    })
  }

  /** Without its history a hub could only break promises: it stops listening and says why. */
  async #lose(error: unknown): Promise<void> {
    if (!this.#isHistoryOpen) return
    this.#isHistoryOpen = false
    this.rooms.heart.stop()
    this.rooms.schedule.stop()
    await this.#closePort()
    await this.#control?.close()
    this.#control = null
    this.rooms.backups.stop()
    await this.rooms.history.close()
    const failure = failureOf(error)
    become(this.rooms, 'failed', failure)
    if (failure.code === 'history_damaged' && this.#mayOpenAgain()) await this.#openAgain()
  }

  /** Starting saves what can be read; a file that breaks again right after that is the person's to judge. */
  #mayOpenAgain(): boolean {
    const nowMs = this.rooms.clock.monotonicMs()
    this.#openedAgainMs = this.#openedAgainMs.filter((ms) => nowMs - ms <= AGAIN_MS)
    return this.#openedAgainMs.length < MOST_AGAIN
  }

  /** A page that the disk failed to read once looks like damage too: what was sound after all may break again. */
  async #openAgain(): Promise<void> {
    const before = this.status().salvaged?.time
    await this.#start()
    const isSaved = this.status().salvaged?.time !== before
    const nowMs = this.rooms.clock.monotonicMs()
    this.#openedAgainMs.push(...Array<number>(isSaved ? MOST_AGAIN : 1).fill(nowMs))
  }

  #listenToHistory(): void {
    const { history, memory, events, directory, log } = this.rooms
    history.onCounts((counts) => {
      memory.counts = { ...memory.counts, ...counts }
      events.changed('counts')
    })
    history.onRemoved((ids) => events.emit('removed', ids))
    history.onWaiting((waiting) => {
      directory.setWaiting(waiting)
      events.changed('devices')
    })
    history.onBroken((error) => {
      log.error('the history broke', { error: String(error) })
      void this.#inTurn(() => this.#lose(error))
    })
    history.onStorageFull((isStorageFull) => {
      memory.status = { ...memory.status, isStorageFull }
      events.emit('status', memory.status)
    })
  }
}

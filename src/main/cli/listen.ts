// `listen`: this program as a device of the hub, for as long as it runs. Finds the hub, comes back when it was
// lost, and hands each event on as a line and to a command.

import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlEvent } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import { isDeviceId, isTopic } from '../../shared/protocol/addresses'
import { listOption, textOption } from './arguments'
import type { Call, Command } from './call'
import { CliFailure, EXIT, wrongUsage } from './failure'
import type { HubNames } from './exec'
import type { Hearing, HearingEnd } from './hearing'
import { createIntake, type Intake } from './intake'
import { refused, sentenceOf } from './refusal'
import { addressOf, reach, type Remote } from './remote'
import { jsonLine } from './text'
import { saveToken } from './token-file'

export const listenCommand: Command = {
  syntax: 'listen [--id ID] [--topic A,B] [--exec CMD]',
  about: m.cli_help_listen,
  options: {
    id: { type: 'string', value: 'ID', about: m.cli_opt_id },
    topic: { type: 'string', value: 'A,B', about: m.cli_opt_topic },
    exec: { type: 'string', value: 'CMD', about: m.cli_opt_exec },
  },
  run: async (call) => {
    const id = textOption(call.options, 'id') ?? null
    // A token says which device it is for.
    const isKnown =
      id === null ? call.remote !== null && call.remote.token !== null : isDeviceId(id)
    if (!isKnown) throw wrongUsage(m.cli_usage_listen())
    if (call.words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'listen' }))
    const topics = listOption(call.options, 'topic')
    if (topics?.some((topic) => !isTopic(topic))) throw wrongUsage(m.cli_usage_topic())
    await new Listener(call, id, topics).run()
  },
}

/** The wait before the next try: doubled each time, never the same for all who lost the same hub. */
export function backOffMs(tries: number, chance: number): number {
  return Math.min(250 * 2 ** tries, 30_000) * (0.75 + chance / 2)
}

class Listener {
  readonly #ending = new AbortController()
  readonly #intake: Intake
  #hearing: Hearing | null = null
  #token: string | null = null
  #tries = 0

  constructor(
    private readonly call: Call,
    private readonly id: string | null,
    private readonly topics: readonly string[] | undefined,
  ) {
    this.#intake = createIntake({
      handle: (event) => handle(call, event),
      onDone: (event) => this.#hearing?.ack(event),
      onPressure: (isHigh) => this.#hearing?.rest(isHigh),
    })
  }

  /** Resolves when the person ended it. Throws `CliFailure`. */
  async run(): Promise<void> {
    const ended = this.call.around.whenEnded().then(() => this.#end())
    await Promise.race([this.#stay(), this.#intake.failed])
    await ended
  }

  async #stay(): Promise<void> {
    const { signal } = this.#ending
    let url: string | null = await findHub(this.call)
    for (;;) {
      if (url !== null) {
        settle(await this.#hear(url).catch(this.#tries === 0 ? thrown : lost))
        if (!signal.aborted) this.call.out.note(m.cli_listen_lost())
      }
      const waitMs = backOffMs(this.#tries++, Math.random())
      const isEnding = await sleep(waitMs, false, { signal }).catch(() => true)
      if (isEnding) return
      url = await findHub(this.call).catch(retried)
    }
  }

  async #hear(url: string): Promise<HearingEnd> {
    const { hear } = await import('./hearing')
    const { remote } = this.call
    const raw = remote === null ? null : await reach(remote)
    this.#hearing = hear({
      url,
      raw,
      token: this.#token ?? remote?.token ?? null,
      id: this.id,
      topics: this.topics,
      onReady: (id) => {
        this.#tries = 0
        this.call.out.note(m.cli_listening({ id, url }))
      },
      onWaiting: () => this.call.out.note(m.cli_listen_waiting()),
      onToken: (token) => this.#keep(token),
      onEvent: (event) => this.#intake.take(event),
      onError: (error) => {
        // An event that expired meanwhile needs no acknowledgement.
        if (error.code !== 'unknown_id') this.call.out.note(sentenceOf(error))
      },
    })
    return this.#hearing.ended
  }

  /** A new one is shown from now on, and kept for the next time where there is a place for it. */
  #keep(token: string): void {
    this.#token = token
    const file = textOption(this.call.options, 'token-file')
    if (this.call.remote === null || file === undefined) return
    saveToken(file, token)
    this.call.out.note(m.cli_token_kept({ file }))
  }

  /** The event under way is finished and acknowledged; those that wait are the hub's again. */
  async #end(): Promise<void> {
    this.#ending.abort()
    if (this.#intake.isBusy()) this.call.out.note(m.cli_listen_ending())
    await this.#intake.stop()
    this.#hearing?.close()
  }
}

/** Where the hub listens now; null while it has no port. Throws `CliFailure` when there is none. */
async function findHub({ ask, remote }: Call): Promise<string | null> {
  if (remote !== null) return addressOf(remote)
  const { url } = await ask('status', null)
  return url
}

/** A hub that is away may come back; anything else will not mend itself. */
function retried(error: unknown): null {
  const isAway = error instanceof CliFailure && ['no_hub', 'internal'].includes(error.code)
  if (isAway) return null
  throw error
}

/** A hub elsewhere that was there once is waited for; one that never was is a mistake to be told. */
function lost(error: unknown): HearingEnd {
  retried(error)
  return { kind: 'lost' }
}

function thrown(error: unknown): never {
  throw error
}

function settle(end: HearingEnd): void {
  if (end.kind === 'lost') return
  if (end.kind === 'refused' && end.error !== null) throw refused(end.error)
  const message = end.kind === 'replaced' ? m.cli_listen_replaced() : m.cli_listen_refused()
  throw new CliFailure(EXIT.failed, end.kind === 'replaced' ? 'id_taken' : 'not_trusted', message)
}

async function handle(
  { options, around, out, dataDir, remote }: Call,
  event: ControlEvent,
): Promise<void> {
  const json = jsonLine(event)
  await written(around.stdout, `${json}\n`)
  const command = textOption(options, 'exec')
  if (command === undefined) return
  const { execute } = await import('./exec')
  const { env, platform } = around
  const hub = remote === null ? { data: dataDir } : namesOf(remote, options)
  const end = await execute({ command, event, json, env, platform, hub })
  if (end !== 0) out.note(m.cli_exec_failed({ id: event.id, end: String(end) }))
}

/** How `bellhop` in the command finds the same hub. */
function namesOf(remote: Remote, options: Call['options']): HubNames {
  const tokenFile = textOption(options, 'token-file')
  return {
    url: addressOf(remote),
    ...(remote.pin === null ? {} : { pin: remote.pin }),
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(tokenFile) }),
  }
}

function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

// The program of the fault `move`, in a network of its own: the cable is pulled and put back, addresses move, the hub's
// computer sleeps, and a client's.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stopOnSignals } from '../../../scripts/setup/processes.mjs'
import { Sleeper } from '../clients/sleeper.mjs'
import { Era } from '../kit/era.mjs'
import { endLeftovers } from '../kit/leftovers.mjs'
import { Link } from '../kit/link.mjs'
import { Random } from '../kit/random.mjs'
import { during } from '../kit/watch.mjs'
import { RESULT } from './move.mjs'

const DOWNS = 'times the link was down and up'
const MOVES = 'times an address moved'
const DEAD = 'times the hub found dead connections'
const SLEPT = 'times the hub slept'
const CLIENT_SLEPT = 'times a client slept'
/** Down for as long as may be without that anybody notices, or somewhat longer. */
const DOWN_MS = 2_500
const LOAD_MS = 1_500
/** Longer than a connection may be dead unnoticed. */
const DEAF_MS = 50_000
const ASLEEP_MS = { short: DEAF_MS, long: 600_000 }
const PATIENCE_MS = 90_000
const LOOK_MS = 500
/** As a client of ours takes silence, which hears a ping every 15 s. */
const SILENCE_MS = 38_000
/** Once to the hub's computer and once to the clients' for so many times that the link is down. */
const MOVES_OF = 50
const HUB_MOVES = 0
const CLIENTS_MOVE = 1

/** @type {{ folder: string, program: string, rounds: number, isLong: boolean, seed: number }} */
const { folder, program, rounds, isLong, seed } = JSON.parse(process.argv[2] ?? '{}')
const random = new Random(seed)
const asleepMs = isLong ? ASLEEP_MS.long : ASLEEP_MS.short

class Moving {
  #era
  #crowd
  #link = new Link()
  #sleeper

  constructor() {
    // By the rates of those who were let in without a token, who share an address. By HTTP they would be somebody else
    // at another address, and a repeat from there is none.
    const load = {
      isDirect: true,
      isHttpLeftOut: true,
      burst: 0.25,
      most: 15,
      silenceMs: SILENCE_MS,
    }
    this.#era = new Era(
      { folder, program, random, rounds, isLong },
      [DOWNS, MOVES, DEAD, SLEPT, CLIENT_SLEPT],
      load,
    )
    const { crowd, place, diaries } = this.#era
    this.#crowd = crowd
    const told = { id: 's1', diary: join(diaries, 's1.jsonl'), silenceMs: SILENCE_MS }
    this.#sleeper = new Sleeper({
      ...told,
      place,
      watch: crowd.watch,
      seed: random.between(0, 999),
    })
    crowd.join(this.#sleeper)
  }

  async run() {
    await this.#link.make()
    const start = () => this.#start()
    const hub = await this.#era.healthyHub(start)
    // By whom the hub was let in does not matter here.
    this.#command('settings', 'trust', 'open')
    await this.#crowd.gather()
    this.#crowd.start()
    for (let round = 0; round < rounds && hub; round++) await this.#round(round)
    await this.#deaf()
    if (hub) await this.#hubSleeps(hub)
    await this.#clientSleeps()
    await hub?.stop()
    await this.#era.finish(start)
    await this.#sleeper.end()
    this.#link.end()
    const { evidence, diaries } = this.#era
    writeFileSync(join(folder, RESULT), JSON.stringify({ evidence, diaries }))
  }

  #start() {
    const { place, dataDir } = this.#era
    const hub = this.#era.startHub(this.#link.through, dataDir, '0.0.0.0')
    void hub.listening.then((port) => {
      place.port = port ?? place.port
      this.#tellPlace()
    })
    return hub
  }

  /** @param {number} round */
  async #round(round) {
    if (round % MOVES_OF === HUB_MOVES) await this.#move(() => this.#link.moveHub())
    if (round % MOVES_OF === CLIENTS_MOVE) await this.#move(() => this.#link.moveClients())
    this.#link.down()
    await during(random.between(0, DOWN_MS))
    this.#link.up()
    this.#era.faults.note('down')
    this.#era.count(DOWNS)
    await during(random.between(0, LOAD_MS))
  }

  /**
   * Every connection from before leads nowhere; who finds that out finds the hub where it is now.
   * @param {() => void} move
   */
  async #move(move) {
    const before = this.#crowd.connections
    const startedMs = performance.now()
    move()
    this.#tellPlace()
    const isBack = () =>
      this.#crowd.connections.every(
        ({ conn, isReady }, index) => isReady && conn > (before[index]?.conn ?? 0),
      )
    await this.#crowd.watch.until(isBack, PATIENCE_MS)
    this.#noteFound('moved', performance.now() - startedMs)
    this.#era.count(MOVES)
  }

  /** The link is down for longer than a connection may be dead. */
  async #deaf() {
    this.#link.down()
    await this.#allDead(this.#crowd.connections.map(({ id }) => id))
    this.#link.up()
    await this.#crowd.isHere()
  }

  /** @param {import('../kit/hub.mjs').HubProcess} hub */
  async #hubSleeps(hub) {
    process.kill(hub.pid, 'SIGSTOP')
    await during(asleepMs)
    process.kill(hub.pid, 'SIGCONT')
    await this.#awake()
    this.#era.count(SLEPT)
  }

  async #clientSleeps() {
    this.#sleeper.sleep()
    const startedMs = performance.now()
    await this.#allDead([this.#sleeper.id])
    await during(asleepMs - (performance.now() - startedMs))
    this.#sleeper.wake()
    await this.#awake()
    this.#era.count(CLIENT_SLEPT)
  }

  /** After everybody is there again, which may take them a dial. */
  async #awake() {
    const startedMs = performance.now()
    await this.#crowd.isHere()
    await this.#crowd.nextAccepted(PATIENCE_MS)
    this.#noteFound('awake', performance.now() - startedMs)
  }

  /**
   * Waits until the hub takes none of these for connected.
   * @param {readonly string[]} ids
   */
  async #allDead(ids) {
    const startedMs = performance.now()
    // When it was last asked and still took one of them for connected: what comes after is the asking's own time.
    let aliveMs = 0
    for (;;) {
      const askedMs = performance.now() - startedMs
      if (!this.#online().some((id) => ids.includes(id)) || askedMs > PATIENCE_MS) break
      aliveMs = askedMs
      await during(LOOK_MS)
    }
    this.#noteFound('dead', aliveMs)
    this.#era.count(DEAD)
  }

  /**
   * @param {string} what
   * @param {number} ms
   */
  #noteFound(what, ms) {
    this.#era.faults.note(what, { ms })
    console.log(`  ${what} after ${(ms / 1_000).toFixed(1)} s`)
  }

  /** Those that the hub takes for connected. */
  #online() {
    const lines = this.#command('devices').split('\n').filter(Boolean)
    return lines.flatMap((line) => {
      /** @type {{ id: string, online: boolean }} */
      const { id, online } = JSON.parse(line)
      return online ? [id] : []
    })
  }

  /** @param {string[]} args */
  #command(...args) {
    const { program, dataDir } = this.#era.command
    const bellhop = [program, '--data', dataDir, '--json', ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, bellhop, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`bellhop ${args[0]} ended with ${status}: ${stderr}`)
    return stdout
  }

  #tellPlace() {
    this.#era.place.host = this.#link.host
    this.#sleeper.moved()
  }
}

stopOnSignals()
try {
  await new Moving().run()
} finally {
  await endLeftovers()
}

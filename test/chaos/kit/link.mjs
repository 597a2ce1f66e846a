// A hub's computer and its clients', joined by a cable of their own: this process has to be in a network namespace of its
// own already, which is the clients'; the hub's is made here. Addresses move, and the cable is pulled and put back.

import { execFileSync, spawn } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { endedAtLast } from './leftovers.mjs'
import { during } from './watch.mjs'

const HERE = 'clients0'
const THERE = 'hub0'
const LOOK_MS = 10
/** More than a home network's addresses: none comes again. */
const NET = '10.77'

export class Link {
  #moves = 0
  #hub = addressOf(1)
  #clients = addressOf(2)
  #holder
  #forget

  constructor() {
    this.#holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' })
    this.#forget = endedAtLast(() => void this.#holder.kill('SIGKILL'))
  }

  /** Where the hub is now. */
  get host() {
    return this.#hub
  }

  /** What runs a program on the hub's computer. */
  get through() {
    return ['nsenter', `--net=/proc/${this.#holder.pid}/ns/net`]
  }

  async make() {
    while (this.#isSame()) await during(LOOK_MS)
    ip('link', 'set', 'lo', 'up')
    const peer = ['type', 'veth', 'peer', 'name', THERE, 'netns', String(this.#holder.pid)]
    ip('link', 'add', HERE, ...peer)
    this.#there('link', 'set', 'lo', 'up')
    this.#there('link', 'set', THERE, 'up')
    ip('link', 'set', HERE, 'up')
    ip('address', 'add', `${this.#clients}/16`, 'dev', HERE)
    this.#there('address', 'add', `${this.#hub}/16`, 'dev', THERE)
    return this
  }

  /** Pulls the cable. */
  down() {
    ip('link', 'set', HERE, 'down')
  }

  up() {
    ip('link', 'set', HERE, 'up')
  }

  /** The hub's computer gets another address instead of the one that it has. */
  moveHub() {
    const before = this.#hub
    this.#hub = addressOf(100 + this.#moves++)
    this.#there('address', 'delete', `${before}/16`, 'dev', THERE)
    this.#there('address', 'add', `${this.#hub}/16`, 'dev', THERE)
  }

  /** The clients' does. */
  moveClients() {
    const before = this.#clients
    this.#clients = addressOf(100 + this.#moves++)
    ip('address', 'delete', `${before}/16`, 'dev', HERE)
    ip('address', 'add', `${this.#clients}/16`, 'dev', HERE)
  }

  end() {
    this.#forget()
    this.#holder.kill('SIGKILL')
  }

  #isSame() {
    const of = (/** @type {number | string} */ pid) => readlinkSync(`/proc/${pid}/ns/net`)
    return of(this.#holder.pid ?? 'self') === of('self')
  }

  /** @param {string[]} args */
  #there(...args) {
    const [command = '', ...before] = this.through
    execFileSync(command, [...before, 'ip', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  }
}

/** @param {number} number */
function addressOf(number) {
  return `${NET}.${Math.floor(number / 250)}.${(number % 250) + 1}`
}

/** @param {string[]} args */
function ip(...args) {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

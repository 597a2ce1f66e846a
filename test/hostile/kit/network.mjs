// Two computers of a network of our own, as network namespaces: the hub's, and one from which strangers come. Nothing of
// it touches the network of this machine, and all of it goes with the test.

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { onStop } from '../../../scripts/setup/processes.mjs'

/** Of the hub's computer: on the home network, and where a router lets the Internet in. */
export const HUB = { lan: '10.77.0.1', open: '11.22.33.1' }
/** Of the stranger's, which is a device of the home network and somebody of the Internet at once. */
export const STRANGER = { lan: '10.77.0.2', open: '11.22.33.44' }

export class Network {
  #name = `bellhop-${process.pid}`
  #forget = () => {}

  get hubSpace() {
    return `${this.#name}-hub`
  }

  get strangersSpace() {
    return `${this.#name}-out`
  }

  /** What runs a command on the hub's computer. */
  get onHub() {
    return ['ip', 'netns', 'exec', this.hubSpace]
  }

  /** What runs a command on the stranger's. */
  get onStranger() {
    return ['ip', 'netns', 'exec', this.strangersSpace]
  }

  make() {
    this.#forget = onStop(() => {
      this.#unmake()
      return Promise.resolve()
    })
    for (const space of [this.hubSpace, this.strangersSpace]) ip('netns', 'add', space)
    ip(
      'link',
      'add',
      'eth0',
      'netns',
      this.hubSpace,
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      this.strangersSpace,
    )
    this.#address(this.hubSpace, HUB)
    this.#address(this.strangersSpace, STRANGER)
    return this
  }

  /**
   * More addresses of the stranger's, all of the home network.
   * @param {number} count
   */
  addStrangers(count) {
    return Array.from({ length: count }, (_, n) => {
      const address = `10.77.1.${n + 1}`
      ip('-n', this.strangersSpace, 'address', 'add', `${address}/16`, 'dev', 'eth0')
      return address
    })
  }

  /**
   * Whom the hub's computer asks for names.
   * @param {string} address
   */
  nameServer(address) {
    const folder = this.#resolver()
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/resolv.conf`, `nameserver ${address}\n`)
  }

  end() {
    this.#forget()
    this.#unmake()
  }

  #resolver() {
    return `/etc/netns/${this.hubSpace}`
  }

  #unmake() {
    rmSync(this.#resolver(), { recursive: true, force: true })
    for (const space of [this.hubSpace, this.strangersSpace]) {
      try {
        ip('netns', 'delete', space)
      } catch {
        // It was never made.
      }
    }
  }

  /**
   * @param {string} space
   * @param {{ lan: string, open: string }} addresses
   */
  #address(space, { lan, open }) {
    ip('-n', space, 'address', 'add', `${lan}/16`, 'dev', 'eth0')
    ip('-n', space, 'address', 'add', `${open}/24`, 'dev', 'eth0')
    for (const device of ['lo', 'eth0']) ip('-n', space, 'link', 'set', device, 'up')
  }
}

/** @param {string[]} args */
function ip(...args) {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

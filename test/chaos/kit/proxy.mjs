// Links that break: a TCP proxy that lets a random number of bytes through and then cuts, in either direction.

import { connect, createServer } from 'node:net'

/** Many links die young: within the handshake, the hello, the first frames. */
const YOUNG = [600, 1_200, 6_000]

export class CuttingProxy {
  /** Links cut so far. */
  cut = 0
  /** @type {boolean} lets everything through while it is false */
  isCutting = true
  #place
  #random
  #onCut
  #mostBytes
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set()
  #server = createServer((socket) => this.#take(socket))

  /**
   * @param {{ port: number }} place the hub behind it
   * @param {import('./random.mjs').Random} random
   * @param {(cut: { upBytes: number, downBytes: number }) => void} onCut
   * @param {readonly number[]} [mostBytes] what a link lets through at most
   */
  constructor(place, random, onCut, mostBytes = YOUNG) {
    this.#mostBytes = mostBytes
    this.#place = place
    this.#random = random
    this.#onCut = onCut
  }

  /** @returns {Promise<number>} its port */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = /** @type {import('node:net').AddressInfo} */ (this.#server.address())
        resolve(address.port)
      })
    })
  }

  end() {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  /** @param {import('node:net').Socket} near */
  #take(near) {
    const far = connect({ port: this.#place.port, host: '127.0.0.1', noDelay: true })
    near.setNoDelay(true)
    const budget = this.#random.between(1, this.#random.pick(this.#mostBytes))
    const isUp = this.#random.chance(0.5)
    const passed = { upBytes: 0, downBytes: 0 }
    let isCut = false
    const end = () => {
      near.destroy()
      far.destroy()
    }
    /**
     * @param {import('node:net').Socket} from
     * @param {import('node:net').Socket} to
     * @param {'upBytes' | 'downBytes'} way
     */
    const pass = (from, to, way) => {
      this.#sockets.add(from)
      from.on('error', end)
      from.on('close', () => {
        this.#sockets.delete(from)
        if (!isCut) end()
      })
      from.on('data', (/** @type {Buffer} */ bytes) => {
        const left = budget - passed[way]
        const isLast = this.isCutting && (way === 'upBytes') === isUp && bytes.length >= left
        passed[way] += isLast ? left : bytes.length
        to.write(isLast ? bytes.subarray(0, left) : bytes)
        if (!isLast || isCut) return
        isCut = true
        this.cut++
        this.#onCut(passed)
        // What was let through still arrives; then nothing more does.
        to.destroySoon()
        from.destroy()
      })
    }
    pass(near, far, 'upBytes')
    pass(far, near, 'downBytes')
  }
}

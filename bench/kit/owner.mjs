// The owner's way into a hub, as `bellhop` takes it: one command after the other over the control socket.

import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** @typedef {{ item?: unknown, ok?: boolean, message?: string }} Answer */
/** @typedef {{ ask: (command: string, input: object) => Promise<unknown[]>, end: () => void }} Owner */

/**
 * @param {string} dataDir of a hub that listens
 * @returns {Owner}
 */
export function connectOwner(dataDir) {
  const socket = createConnection(join(dataDir, 'control.sock'))
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  let id = 0
  return {
    ask: async (command, input) => {
      socket.write(`${JSON.stringify({ id: ++id, command, input })}\n`)
      const items = []
      for (;;) {
        const { done, value } = await lines.next()
        if (done) throw new Error('The hub closed the control socket.')
        const answer = /** @type {Answer} */ (JSON.parse(value))
        if (answer.ok === false) throw new Error(`${command}: ${answer.message}`)
        if (answer.ok) return items
        items.push(answer.item)
      }
    },
    end: () => socket.destroy(),
  }
}

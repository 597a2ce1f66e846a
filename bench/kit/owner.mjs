// The owner's way into a hub, as `bellhop` takes it: one command after the other over the control socket.

import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** @typedef {{ item?: unknown, ok?: boolean, value?: unknown, message?: string }} Answer */
/**
 * @typedef {{
 *   ask: (command: string, input: object | null) => Promise<unknown[]>,
 *   value: (command: string, input: object | null) => Promise<unknown>,
 *   end: () => void,
 * }} Owner `ask`: a list; `value`: one thing
 */

/**
 * @param {string} dataDir of a hub that listens
 * @returns {Owner}
 */
export function connectOwner(dataDir) {
  const socket = createConnection(join(dataDir, 'control.sock'))
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  let id = 0
  /**
   * @param {string} command
   * @param {object | null} input
   */
  const carryOut = async (command, input) => {
    socket.write(`${JSON.stringify({ id: ++id, command, input })}\n`)
    const items = []
    for (;;) {
      const { done, value } = await lines.next()
      if (done) throw new Error('The hub closed the control socket.')
      const answer = /** @type {Answer} */ (JSON.parse(value))
      if (answer.ok === false) throw new Error(`${command}: ${answer.message}`)
      if (answer.ok) return { items, value: answer.value }
      items.push(answer.item)
    }
  }
  return {
    ask: async (command, input) => (await carryOut(command, input)).items,
    value: async (command, input) => (await carryOut(command, input)).value,
    end: () => socket.destroy(),
  }
}

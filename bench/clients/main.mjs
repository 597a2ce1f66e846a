// The process of the clients: does what the bench tells it over IPC, one thing after the other.

import { Crowd } from './crowd.mjs'
import { handshakes } from './handshakes.mjs'
import { answered, comeBack, fill, inFlight, steadily } from './loads.mjs'

/** @type {Map<string, Crowd>} */
const crowds = new Map()

/** @param {string} name */
function crowd(name) {
  const found = crowds.get(name)
  if (!found) throw new Error(`There is no crowd “${name}”.`)
  return found
}

const COMMANDS = {
  /**
   * @param {string} name
   * @param {import('./crowd.mjs').Place} place
   */
  gather: async (name, place) => {
    const made = new Crowd()
    crowds.set(name, made)
    await made.gather(place)
  },
  /**
   * @param {string} name
   * @param {import('./loads.mjs').Pace} pace
   */
  steadily: (name, pace) => steadily(crowd(name), pace),
  /**
   * @param {string} name
   * @param {{ messages: number, inFlight: number, receivers: number }} flow
   */
  inFlight: (name, flow) => inFlight(crowd(name), flow),
  /**
   * @param {string} name
   * @param {{ seconds: number, inFlight: number }} flow
   */
  answered: (name, flow) => answered(crowd(name), flow),
  handshakes,
  /**
   * @param {string} name
   * @param {{ devices: number, each: number, receivers: number }} load
   */
  fill: (name, load) => fill(crowd(name), load),
  /**
   * @param {string} name
   * @param {import('./crowd.mjs').Return} back
   */
  comeBack: async (name, back) => {
    const made = new Crowd()
    crowds.set(name, made)
    return comeBack(made, back)
  },
  /** @param {string} name */
  scatter: async (name) => {
    crowd(name).scatter()
    await new Promise((resolve) => setTimeout(resolve, 500))
  },
}

/** @typedef {typeof COMMANDS} Commands */

process.on('message', (/** @type {{ command: keyof Commands, args: [never, never] }} */ order) => {
  COMMANDS[order.command](...order.args).then(
    (value) => process.send?.({ value }),
    (/** @type {unknown} */ error) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())

// The way of a letter by HTTP.

import { Agent, request } from 'node:http'
import { contentOf } from './letter.mjs'

const MOST = 16
/** Longer than a hub may think about it. */
const PATIENCE_MS = 10_000

/** @typedef {import('./caller.mjs').Answer} Answer */

/**
 * @param {string} id who it comes from
 * @param {import('./device.mjs').Place} place
 * @returns {import('./caller.mjs').Way}
 */
export function byHttp(id, place) {
  const agent = new Agent({ keepAlive: true })
  const headers = { 'Content-Type': 'application/json', 'X-Device': id }
  return {
    most: MOST,
    end: () => agent.destroy(),
    ask: (letter) => {
      const { host, port } = place
      const where = { host, port, method: 'POST', path: '/v1/notifications' }
      return new Promise((resolve) => {
        const asked = request({ ...where, headers, agent, timeout: PATIENCE_MS })
        asked.on('error', () => resolve(null))
        asked.on('timeout', () => asked.destroy())
        asked.on('response', (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (/** @type {string} */ piece) => (text += piece))
          response.on('end', () => resolve(answerOf(response.statusCode ?? 0, text)))
          response.on('error', () => resolve(null))
        })
        asked.end(JSON.stringify(contentOf(letter)))
      })
    },
  }
}

/**
 * @param {number} status
 * @param {string} text
 * @returns {Answer}
 */
function answerOf(status, text) {
  if (status === 201) {
    /** @type {import('./device.mjs').Frame} */
    const accepted = JSON.parse(text)
    return { accepted }
  }
  const [, code] = /"code":"(\w+)"/.exec(text) ?? []
  return { code: code ?? String(status) }
}

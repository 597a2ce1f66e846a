// What the hub says over a socket, as an object.

/** @typedef {{ type: string, ref?: string, token?: string, body?: string, code?: string, id?: string }} Frame */

/**
 * @param {import('ws').RawData} data
 * @returns {Frame}
 */
export function frameOf(data) {
  const text = Buffer.isBuffer(data) ? data.toString() : '{}'
  /** @type {Frame} */
  const frame = JSON.parse(text)
  return frame
}

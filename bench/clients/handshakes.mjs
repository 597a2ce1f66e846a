// TLS handshakes one after the other, several at a time, each with a session of its own.

import { connect } from 'node:tls'

/**
 * @param {{ port: number, count: number, atOnce: number }} load
 * @returns {Promise<number>} ms that each took, from the first to the last
 */
export async function handshakes({ port, count, atOnce }) {
  let left = count
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await shake(port)
    }),
  )
  return (performance.now() - startedAt) / count
}

/** @param {number} port */
function shake(port) {
  return new Promise((resolve, reject) => {
    // Whose key it is, matters to tests; here it only has to be checked as costly as ever.
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    socket.once('error', reject)
    socket.once('secureConnect', () => socket.end())
    socket.once('close', resolve)
    socket.resume()
  })
}

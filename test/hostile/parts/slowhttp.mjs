// slowhttptest, the tool that made such attacks known, in its four ways: the hub stays there for everybody else.

import { outputOf } from '../kit/call.mjs'
import { besieged, Bystander } from '../kit/siege.mjs'

const SECONDS = 15
const CONNECTIONS = 500
const MOST_P99_MS = 1_000
const WAYS = [
  { what: 'slow headers', options: ['-H', '-i', '3'] },
  { what: 'slow bodies', options: ['-B', '-i', '3', '-s', '8192', '-t', 'POST'] },
  { what: 'overlapping ranges', options: ['-R', '-a', '1', '-b', '3000', '-t', 'HEAD'] },
  { what: 'slow reading', options: ['-X', '-w', '1', '-y', '10', '-n', '5', '-z', '5', '-k', '3'] },
]

export const slowhttp = {
  name: 'slowhttp',
  says: 'S-30 slowhttptest in its four ways',
  run: () => besieged({}, attack),
}

/** @param {import('../kit/siege.mjs').Siege} siege */
async function attack(siege) {
  const { port, complaints } = siege
  const bystander = await Bystander.pair(siege, 'bystander')
  bystander.begin()
  const failures = []
  for (const { what, options } of WAYS) {
    const common = ['-c', CONNECTIONS, '-r', 250, '-l', SECONDS, '-p', 3].map(String)
    const url = ['-u', `http://127.0.0.1:${port}/v1/notifications`]
    const output = await outputOf(['slowhttptest', ...common, ...options, ...url], 60_000)
    if (!/service available:[^\n]*YES/.test(output.slice(-2_000)))
      failures.push(`${what}: ${output.slice(-400)}`)
  }
  const { p99, count, missing } = bystander.end()
  bystander.leave()
  if (p99 >= MOST_P99_MS || missing > 10)
    failures.push(`a paired device waited ${p99.toFixed(0)} ms, ${missing} missing`)
  return {
    counts: {
      ways: WAYS.length,
      'connections each': CONNECTIONS,
      'messages of a paired device': count,
      'ms of them, p99': Math.round(p99),
    },
    failures: [...failures, ...complaints()],
  }
}

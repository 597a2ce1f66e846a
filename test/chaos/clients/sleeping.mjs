// The program of a sleeper: a receiver that does what standard input says, and tells on standard output how it is.

import { createInterface } from 'node:readline'
import { Diary } from '../kit/diary.mjs'
import { Random } from '../kit/random.mjs'
import { Watch } from '../kit/watch.mjs'
import { Receiver } from './receiver.mjs'

/** @type {import('./sleeper.mjs').Told} */
const { id, diary, originMs, seed, silenceMs } = JSON.parse(process.argv[2] ?? '{}')
const place = { port: 0, host: '' }
const say = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)

class Sleeping extends Receiver {
  /** @override */
  ready() {
    super.ready()
    say('ready')
  }

  /**
   * @override
   * @param {import('./device.mjs').Frame} frame
   */
  take(frame) {
    super.take(frame)
    if (frame.type === 'event') say(`shown ${frame.body?.split(' ', 1)[0]}`)
  }

  /** @override */
  lost() {
    say('lost')
  }
}

const receiver = new Sleeping({
  ...{ id, place, silenceMs, ack: 'manual' },
  diary: new Diary(diary, performance.timeOrigin - originMs),
  random: new Random(seed),
  watch: new Watch(),
})

/** @param {string} line */
function obey(line) {
  if (line.startsWith('place ')) Object.assign(place, JSON.parse(line.slice('place '.length)))
  else if (line === 'connect') receiver.connect()
  else if (line === 'leave') receiver.leave()
  else if (line === 'audit') receiver.audit()
  else if (line === 'ready?' && receiver.isReady) say('ready')
}

createInterface({ input: process.stdin })
  .on('line', obey)
  .once('close', () => receiver.end())

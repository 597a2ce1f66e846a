// What crowds are made to do: publish at a steady rate, keep so many in flight, and how long that takes.

import { nameOf } from './crowd.mjs'

/** @typedef {import('./crowd.mjs').Crowd} Crowd */
/** @typedef {{ perSecond: number, messages: number, to?: readonly string[] }} Pace `to`: all of the crowd; else everybody */

const PATIENCE_MS = 60_000

/**
 * Publishes at a steady rate and notes how long each delivery took.
 * @param {Crowd} crowd
 * @param {Pace} pace
 * @returns {Promise<Float64Array>} ms, one for each delivery
 */
export async function steadily(crowd, { perSecond, messages, to = ['*'] }) {
  const sentAt = new Float64Array(messages)
  const took = new Float64Array(messages * crowd.size)
  let count = 0
  crowd.onNumber((number) => {
    took[count++] = performance.now() - (sentAt[number] ?? NaN)
  })
  const start = performance.now()
  for (let number = 0; number < messages; number++) {
    await until(start + (number * 1000) / perSecond)
    sentAt[number] = performance.now()
    crowd.publish(number, to)
  }
  await settled(crowd, () => count === took.length)
  crowd.onNumber(null)
  return took
}

/**
 * Publishes as fast as so many in flight let it; one is in flight until all its receivers have it.
 * @param {Crowd} crowd
 * @param {{ messages: number, inFlight: number, receivers: number }} flow `receivers`: 0 = everybody
 */
export async function inFlight(crowd, { messages, inFlight, receivers }) {
  const each = receivers || crowd.size
  const before = crowd.delivered
  const done = () => Math.floor((crowd.delivered - before) / each)
  let sent = 0
  const go = () => {
    while (sent < messages && sent - done() < inFlight) {
      crowd.publish(sent, receivers === 0 ? ['*'] : some(sent * receivers, receivers, crowd.size))
      sent++
    }
  }
  await settled(crowd, () => done() === messages, go)
}

/**
 * Publishes to the server alone for a while, with so many unanswered.
 * @param {Crowd} crowd
 * @param {{ seconds: number, inFlight: number }} flow
 * @returns {Promise<number>} answers a second
 */
export async function answered(crowd, { seconds, inFlight }) {
  const before = crowd.accepted
  const start = performance.now()
  const end = start + seconds * 1000
  let sent = 0
  let tookMs = 0
  const isOver = () => tookMs > 0 || performance.now() >= end
  const go = () => {
    const count = crowd.accepted - before
    if (isOver() && count === sent) tookMs ||= performance.now() - start
    while (!isOver() && sent - (crowd.accepted - before) < inFlight) crowd.publish(sent++, ['hub'])
  }
  await settled(crowd, () => tookMs > 0, go)
  return (sent / tookMs) * 1000
}

/**
 * Publishes to many by name, who may be away, and waits until all of it was answered.
 * @param {Crowd} crowd
 * @param {{ devices: number, each: number, receivers: number }} load
 */
export async function fill(crowd, { devices, each, receivers }) {
  const before = crowd.accepted
  let sent = 0
  for (let first = 0; first < devices; first += receivers) {
    const to = some(first, Math.min(receivers, devices - first), devices)
    for (let number = 0; number < each; number++) crowd.publish(sent++, to)
  }
  await settled(crowd, () => crowd.accepted - before === sent)
}

/**
 * Lets all come back at once, and waits until each has what waited for it.
 * @param {Crowd} crowd without anybody in it
 * @param {import('./crowd.mjs').Return} back
 * @returns {Promise<number>} seconds
 */
export async function comeBack(crowd, back) {
  const start = performance.now()
  crowd.comeBack(back)
  await settled(crowd, () => crowd.delivered === back.size * back.each)
  return (performance.now() - start) / 1000
}

/**
 * @param {number} first
 * @param {number} count
 * @param {number} size
 */
function some(first, count, size) {
  return Array.from({ length: count }, (_, index) => nameOf((first + index) % size))
}

/**
 * Waits until something holds of a crowd, and looks whenever anything came to it.
 * @param {Crowd} crowd
 * @param {() => boolean} isDone
 * @param {() => void} [go]
 * @returns {Promise<void>}
 */
function settled(crowd, isDone, go = () => {}) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Not everything arrived.')), PATIENCE_MS)
    const look = () => {
      go()
      if (!isDone()) return
      clearTimeout(timer)
      crowd.onChange(() => {})
      resolve()
    }
    crowd.onChange(look)
    look()
  })
}

/** @param {number} moment on the clock of `performance` */
async function until(moment) {
  for (let left = moment - performance.now(); left > 0; left = moment - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}

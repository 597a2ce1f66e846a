// Brings odd frames and requests to a hub over many sockets of its own, and counts what came back. Judges nothing.

import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { brokenFrame, goodbye, oddMessage, question } from './frames.mjs'
import { brokenRequest, oddRequest, upgradeRequest } from './requests.mjs'

/** @typedef {import('../chaos/kit/random.mjs').Random} Random */

/**
 * @typedef {{
 *   port: number,
 *   count: number,
 *   random: Random,
 *   atOnce?: number,
 *   canEncrypt?: boolean,
 *   onProgress?: (sent: number) => void,
 * }} Barrage `count`: frames and requests together
 */

/** @typedef {{ sockets: number, frames: number, requests: number, answers: Map<string, number> }} Tally */

const AT_ONCE = 100
/** Of one connection: it is cut off after 50 refusals. */
const FRAMES = 40
const REQUESTS = 6
/** Whoever is not closed by then is closed by us, and counted as such. */
const PATIENCE_MS = 15_000
/** An own address for each guest, as far as there are some: this computer has millions. */
const GUEST_NETWORKS = 250
/** Nothing came back for so long: what is next is sent, the end of the stream in the end. */
const QUIET_MS = 150
/** The same before the question was answered, which a busy hub may take a while to do. */
const UNANSWERED_MS = 2_000
/** Of the question behind the odd ones. */
const END = 'all-said'
const LARGEST_PIECE = 4_000
const SEEN = /"code":"(\w+)"|"type":"(accepted|welcome)"|HTTP\/1\.1 (\d{3})/g

/**
 * @param {Barrage} barrage
 * @returns {Promise<Tally>}
 */
export async function fire(barrage) {
  const { count, atOnce = AT_ONCE, onProgress = () => undefined } = barrage
  /** @type {Tally} */
  const tally = { sockets: 0, frames: 0, requests: 0, answers: new Map() }
  /** @param {unknown} _ @param {number} n */
  const gunner = async (_, n) => {
    while (tally.frames + tally.requests < count) {
      const volley = newVolley(barrage.random, `fuzz-${n}`)
      tally.sockets++
      tally.frames += volley.frames
      tally.requests += volley.requests
      countAnswers(tally.answers, await shoot(barrage, volley))
      onProgress(tally.frames + tally.requests)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, gunner))
  return tally
}

/** @typedef {{ bytes: Buffer, last: Buffer[], frames: number, requests: number, isGuest: boolean, isEncrypted: boolean, cuts: number[] }} Volley */

/**
 * What one connection says: well made oddities, and once they are answered something broken, since whoever reads that
 * ends the connection and has nothing more to say.
 * @param {Random} random
 * @param {string} name nobody else's, since a device is connected once
 * @returns {Volley}
 */
function newVolley(random, name) {
  const isSocket = random.chance(0.85)
  const isGuest = random.chance(0.15)
  const odd = random.between(1, isSocket ? FRAMES : REQUESTS)
  const isBroken = random.chance(0.7)
  const pieces = Array.from({ length: odd }, () =>
    isSocket ? oddMessage(random, name) : oddRequest(random),
  )
  if (isSocket) pieces.unshift(upgradeRequest(isGuest ? 'null' : null))
  if (isSocket) pieces.push(question(random, END))
  const last = isBroken ? [isSocket ? brokenFrame(random) : brokenRequest(random)] : []
  if (isSocket) last.push(goodbye(random))
  const bytes = Buffer.concat(pieces)
  const sent = odd + (isBroken ? 1 : 0)
  return {
    bytes,
    last,
    frames: isSocket ? sent : 0,
    requests: isSocket ? 1 : sent,
    isGuest,
    isEncrypted: random.chance(0.1),
    cuts: cutsOf(random, bytes.length),
  }
}

/**
 * Where the stream is cut into pieces.
 * @param {Random} random
 * @param {number} length
 */
function cutsOf(random, length) {
  if (random.chance(0.6)) return [length]
  const cuts = []
  for (let at = 0; at < length; cuts.push(Math.min(at, length)))
    at += random.between(1, LARGEST_PIECE)
  return cuts
}

/**
 * @param {Barrage} barrage
 * @param {Volley} volley
 * @returns {Promise<string>} all that came back, as far as it is text
 */
function shoot({ port, random, canEncrypt = false }, volley) {
  const { bytes, cuts, isGuest, isEncrypted } = volley
  const last = [...volley.last]
  const from = isGuest ? { localAddress: guestAddress(random) } : {}
  const to = { port, host: '127.0.0.1', ...from }
  const isTls = isEncrypted && canEncrypt
  const socket = isTls ? connectTls({ ...to, rejectUnauthorized: false }) : connectTcp(to)
  return new Promise((resolve) => {
    let text = ''
    const timer = setTimeout(() => {
      text += 'HTTP/1.1 000'
      socket.destroy()
    }, PATIENCE_MS)
    socket.on('error', () => undefined)
    /** @type {NodeJS.Timeout | undefined} */
    let quiet
    const isAsking = () => volley.frames > 0 && last.length === volley.last.length
    const listen = () => {
      clearTimeout(quiet)
      if (isAsking() && text.includes(END)) return void goOn()
      quiet = setTimeout(goOn, isAsking() ? UNANSWERED_MS : QUIET_MS)
    }
    const goOn = () => {
      const next = last.shift()
      if (next === undefined || socket.destroyed) return void socket.end()
      socket.write(next)
      listen()
    }
    socket.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString('latin1')
      // News of other devices come all the time, and are no answer.
      if (isAsking()) listen()
    })
    socket.once('close', () => {
      clearTimeout(timer)
      clearTimeout(quiet)
      resolve(text)
    })
    socket.once(isTls ? 'secureConnect' : 'connect', () => {
      let at = 0
      for (const cut of cuts) {
        if (!socket.destroyed) socket.write(bytes.subarray(at, cut))
        at = cut
      }
      listen()
    })
  })
}

/** @param {Random} random */
function guestAddress(random) {
  return `127.${random.between(1, GUEST_NETWORKS)}.${random.between(0, 255)}.${random.between(1, 254)}`
}

/**
 * @param {Map<string, number>} answers
 * @param {string} text
 */
function countAnswers(answers, text) {
  for (const [, code, type, status] of text.matchAll(SEEN)) {
    const name = code ?? type ?? status ?? ''
    answers.set(name, (answers.get(name) ?? 0) + 1)
  }
}

// A disk that forgets: from a folder as it was and the calls that were made on it, what is left of it after the power
// went. What was synced stays; of the rest each piece may be there, or torn, or gone; names too live only once their
// folder was synced.

import { bytesOf } from './trace.mjs'

const SECTOR = 512

/** @typedef {import('./trace.mjs').Call} Call */
/** @typedef {{ at: number, data: Buffer } | { size: number }} Change a write, or a new size */
/** @typedef {{ synced: Buffer, changes: Change[] }} File */
/** @typedef {Map<string, File>} Names */
/** @typedef {{ writes: number, bytes: number, torn: number }} Lost */

export class Disk {
  #folder
  /** @type {Names} as programs see them */
  #names
  /** @type {Names[]} each a state of the names that the disk may be left with; the first one is synced */
  #states

  /**
   * @param {string} folder
   * @param {ReadonlyMap<string, Buffer>} contents name to content, all of it synced
   */
  constructor(folder, contents) {
    this.#folder = folder
    this.#names = new Map([...contents].map(([name, synced]) => [name, { synced, changes: [] }]))
    this.#states = [new Map(this.#names)]
  }

  /** @param {readonly Call[]} calls */
  replay(calls) {
    for (const call of calls) this.#apply(call)
  }

  /** @returns {Map<string, Buffer>} what programs saw at the end */
  seen() {
    return new Map(
      [...this.#names].map(([name, file]) => [name, file.changes.reduce(changed, file.synced)]),
    )
  }

  /**
   * What is left after a power cut.
   * @param {import('./random.mjs').Random} random
   * @returns {{ contents: Map<string, Buffer>, lost: Lost }}
   */
  cutPower(random) {
    const lost = { writes: 0, bytes: 0, torn: 0 }
    const keeps = random.pick([0, 0.3, 0.7])
    const names = random.pick(this.#states)
    const contents = new Map(
      [...names].map(([name, { synced, changes }]) => [
        name,
        changes.reduce((content, change) => kept(content, change, { keeps, random, lost }), synced),
      ]),
    )
    return { contents, lost }
  }

  /** @param {Call} call */
  #apply(call) {
    const { name, args, result } = call
    if (result !== null && result < 0) return
    switch (name) {
      case 'openat':
        return void this.#opened(args)
      case 'pwrite64':
        return void this.#wrote(args, result)
      case 'ftruncate': {
        const size = Number(/, (\d+)$/.exec(args)?.[1])
        return void this.#files(args)[0]?.changes.push({ size })
      }
      case 'fsync':
      case 'fdatasync':
        return void (result === 0 && this.#synced(args))
      case 'unlink':
      case 'unlinkat':
        return void this.#unlinked(args)
      default:
        // A call that this disk does not know must not pass for nothing.
        if (this.#ours(args).length > 0) throw new Error(`The model knows no ${name}: ${args}`)
    }
  }

  /** @param {string} args */
  #opened(args) {
    const [name] = this.#ours(args)
    if (name === undefined || name === '' || !args.includes('O_CREAT') || this.#names.has(name))
      return
    this.#names.set(name, { synced: Buffer.alloc(0), changes: [] })
    this.#states.push(new Map(this.#names))
  }

  /**
   * @param {string} args
   * @param {number | null} result
   */
  #wrote(args, result) {
    const [, hex = '', at] = /, "([^"]*)", \d+, (\d+)$/.exec(args) ?? []
    const data = bytesOf(hex)
    const whole = result === null ? data : data.subarray(0, result)
    this.#files(args)[0]?.changes.push({ at: Number(at), data: whole })
  }

  /** @param {string} args */
  #synced(args) {
    if (this.#ours(args)[0] === '') this.#states = [new Map(this.#names)]
    for (const file of this.#files(args)) {
      file.synced = file.changes.reduce(changed, file.synced)
      file.changes = []
    }
  }

  /** @param {string} args */
  #unlinked(args) {
    const [name] = this.#ours(args)
    if (name === undefined || !this.#names.delete(name)) return
    this.#states.push(new Map(this.#names))
  }

  /** @param {string} args */
  #files(args) {
    return this.#ours(args).flatMap((name) => this.#names.get(name) ?? [])
  }

  /**
   * Names in the folder that a call speaks of; '' is the folder itself.
   * @param {string} args
   */
  #ours(args) {
    return [...args.matchAll(/["<]((?:\\x[0-9a-f]{2})+)[">]/g)]
      .map(([, hex = '']) => bytesOf(hex).toString())
      .filter((path) => path === this.#folder || path.startsWith(`${this.#folder}/`))
      .map((path) => path.slice(this.#folder.length + 1))
  }
}

/**
 * @param {Buffer} content
 * @param {Change} change
 * @returns {Buffer}
 */
function changed(content, change) {
  if ('size' in change) {
    const sized = Buffer.alloc(change.size)
    content.copy(sized)
    return sized
  }
  const end = change.at + change.data.length
  const grown =
    end > content.length
      ? Buffer.concat([content, Buffer.alloc(end - content.length)])
      : Buffer.from(content)
  change.data.copy(grown, change.at)
  return grown
}

/**
 * @param {Buffer} content
 * @param {Change} change that was not synced
 * @param {{ keeps: number, random: import('./random.mjs').Random, lost: Lost }} fate
 */
function kept(content, change, { keeps, random, lost }) {
  if (random.chance(keeps)) return changed(content, change)
  lost.writes++
  if ('size' in change) return content
  if (!random.chance(0.3)) {
    lost.bytes += change.data.length
    return content
  }
  lost.torn++
  return torn(content, change, random, lost)
}

/**
 * Some sectors of a write, not all.
 * @param {Buffer} content
 * @param {{ at: number, data: Buffer }} change
 * @param {import('./random.mjs').Random} random
 * @param {Lost} lost
 */
function torn(content, { at, data }, random, lost) {
  for (let from = 0; from < data.length; from += SECTOR) {
    const piece = data.subarray(from, from + SECTOR)
    if (random.chance(0.5)) content = changed(content, { at: at + from, data: piece })
    else lost.bytes += piece.length
  }
  return content
}

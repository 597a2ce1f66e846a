// A long past for a hub: writes notifications into its history by the million, past the hub itself. Knows the
// columns of a row, and which words stand where.

import { DatabaseSync } from '@photostructure/sqlite'
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { startHub } from './servers.mjs'

/** Text of one notification, about 200 bytes as a sensor or a script writes it. */
const WORDS =
  'disk almost full backup finished on the kitchen temperature is rising at door front opened error while reading from sensor battery low update available for service restarted after failure humidity normal again night run took longer than usual please check cable of north wall pump water level in basement'.split(
    ' ',
  )
const WORDS_EACH = 24
/** Of so many one is unread. */
const UNREAD = 100

/** One statement: this driver keeps a file locked for as long as it remembers a prepared one. */
const INSERT = (/** @type {number} */ count, /** @type {number} */ firstMs) => `
  WITH RECURSIVE numbers (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < ${count}),
  texts AS (SELECT seq, 'sensor-' || (seq % 50) AS sender, body_of(seq) AS body FROM numbers)
  INSERT INTO notifications
    (seq, id, time, from_key, from_id, from_name, lane, for_hub, unread, priority, format, receivers, attached, bytes,
     targets, title, body)
  SELECT seq, printf('%026d', seq), ${firstMs} + seq * 1000, sender, sender, sender, 'token', 1, seq % ${UNREAD} = 0,
    seq % 5 + 1, 'text', 0, 0, length(body), '["hub"]', 'Report', body
  FROM texts`

/** @param {number} seq a word that this notification alone has */
export function rareWord(seq) {
  return `run${seq.toString(36)}`
}

/**
 * @param {string} dataDir of a hub that does not run; made if it is not there
 * @param {number} count
 */
export async function makePast(dataDir, count) {
  const hub = await startHub(dataDir)
  await hub.end()
  const database = new DatabaseSync(join(dataDir, 'history.db'))
  database.function('body_of', (/** @type {unknown} */ seq) => bodyOf(Number(seq)))
  database.exec('PRAGMA synchronous = OFF')
  database.exec(INSERT(count, Date.now() - count * 1000))
  database.close()
  syncFile(join(dataDir, 'history.db'))
}

/**
 * Else the first sync of the hub that is measured would write all of it.
 * @param {string} path
 */
function syncFile(path) {
  const file = openSync(path, 'r+')
  fsyncSync(file)
  closeSync(file)
}

/** @param {number} seq */
function bodyOf(seq) {
  // Numbers that look random, and are the same in each run.
  let state = Math.imul(seq, 2_654_435_761) >>> 0
  const words = [rareWord(seq)]
  for (let at = 0; at < WORDS_EACH; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    words.push(WORDS[(state >>> 8) % WORDS.length] ?? '')
  }
  return words.join(' ')
}

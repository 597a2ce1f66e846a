// Copies of a file that is written to, and brought up to date from its log, while they are made.

import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { copyOut } from '../../src/main/hub/history/copy-out'
import { Database } from '../../src/main/hub/history/database'
import { FRAME_BYTES } from '../../src/main/hub/history/log-pages'
import { temporaryFolder } from '../support/hub'

vi.setConfig({ testTimeout: 30_000 })

const ACCOUNTS = 4_500
const EACH = 100
const LIMIT = 200

/** Money on some 1,200 pages, of which every transaction moves some. */
class Bank {
  readonly database: Database
  readonly path: string
  moves = 0

  constructor(accounts = ACCOUNTS) {
    this.path = join(temporaryFolder(), 'bank.db')
    this.database = new Database(this.path)
    onTestFinished(() => this.database.close())
    this.database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
    this.database.log.limit(LIMIT)
    this.database.exec('CREATE TABLE accounts (id INTEGER PRIMARY KEY, money, filling)')
    this.database.exec('CREATE TABLE moves (number INTEGER PRIMARY KEY, filling)')
    this.database.exec('CREATE INDEX by_money ON accounts (money)')
    const add = this.database.prepare('INSERT INTO accounts VALUES (?, ?, zeroblob(1000))')
    this.database.transact(() => {
      for (let id = 1; id <= accounts; id++) add.run(id, EACH)
    })
  }

  /** From one end of the file to the other, and some more at its end. */
  move(): void {
    const pay = this.database.prepare('UPDATE accounts SET money = money + ? WHERE id = ?')
    this.database.transact(() => {
      this.moves++
      for (let hand = 0; hand < 5; hand++) {
        const from = (this.moves * 37 + hand * 911) % ACCOUNTS
        pay.run(-hand, from + 1)
        pay.run(hand, ACCOUNTS - from)
      }
      this.database.prepare('INSERT INTO moves VALUES (?, zeroblob(2000))').run(this.moves)
    })
  }

  /** Goes on until then; answers how often. */
  async moveUntil(isOver: () => boolean, afterEach: () => void = () => undefined): Promise<void> {
    while (!isOver()) {
      this.move()
      afterEach()
      await turn()
    }
  }

  get logBytes(): number {
    return statSync(`${this.path}-wal`).size
  }
}

type Found = Readonly<{ sound: unknown; money: unknown; moves: unknown; newest: unknown }>

function look(path: string): Found {
  const copy = new Database(path)
  try {
    copy.exec('PRAGMA locking_mode = EXCLUSIVE')
    return {
      sound: copy.pragma('integrity_check'),
      money: copy.read('sum(money)', 'accounts')[0],
      moves: copy.read('count(*)', 'moves')[0],
      newest: copy.read('max(number)', 'moves')[0],
    }
  } finally {
    copy.close()
  }
}

/** Another process that wants to write; a lock of this one would not keep this one out. Answers what it says. */
function intrude(path: string): string {
  const script = `
    const { DatabaseSync } = require('@photostructure/sqlite')
    new DatabaseSync(process.argv[1], { timeout: 0 }).exec('BEGIN IMMEDIATE')`
  return spawnSync(process.execPath, ['-e', script, path], { encoding: 'utf8' }).stderr
}

const options = { inTurn: (work: () => void) => work(), signal: new AbortController().signal }

/** Copies while it moves money. */
async function copied(bank: Bank, afterEach?: () => void): Promise<Found & { before: number }> {
  const path = join(temporaryFolder(), 'copy.db')
  bank.move()
  const before = bank.moves
  let isOver = false
  const copying = copyOut(bank.database, path, options).finally(() => (isOver = true))
  await bank.moveUntil(() => isOver, afterEach)
  await copying
  return { ...look(path), before }
}

test('is what there was at one moment, whatever came from the log into the file meanwhile', async () => {
  const bank = new Bank()
  const { sound, money, moves, newest, before } = await copied(bank)
  expect({ sound, money }).toEqual({ sound: 'ok', money: ACCOUNTS * EACH })
  expect(moves).toBe(newest)
  expect(Number(newest)).toBeGreaterThanOrEqual(before)
  expect(bank.moves).toBeGreaterThan(before)
})

test('is so too where the log is emptied for good again and again', async () => {
  const bank = new Bank()
  let left = 40
  const found = await copied(bank, () => {
    if (bank.moves % 10 === 0 && left-- > 0) bank.database.log.fold('TRUNCATE')
  })
  expect(found).toMatchObject({ sound: 'ok', money: ACCOUNTS * EACH, moves: found.newest })
})

test('keeps the log short, and leaves it to SQLite afterwards', () => {
  const bank = new Bank()
  const { log } = bank.database
  log.follow()
  for (let move = 0; move < 100; move++) {
    bank.move()
    expect(bank.logBytes).toBeLessThan(LIMIT * FRAME_BYTES)
  }
  log.hold(true)
  while (bank.logBytes < 63 * LIMIT * FRAME_BYTES) bank.move()
  for (let move = 0; move < 100; move++) {
    bank.move()
    expect(bank.logBytes).toBeLessThan(64 * LIMIT * FRAME_BYTES)
  }
  log.unfollow()
  expect(bank.database.pragma('wal_autocheckpoint')).toBe(LIMIT)
})

test('does not change what keeps others out of the file', async () => {
  const bank = new Bank(10)
  await copied(bank)
  expect(intrude(bank.path)).toContain('database is locked')
})

test('is given up when it is told to be', async () => {
  const bank = new Bank()
  const controller = new AbortController()
  const path = join(temporaryFolder(), 'copy.db')
  const copying = copyOut(bank.database, path, { ...options, signal: controller.signal })
  controller.abort()
  await expect(copying).rejects.toThrow('abort')
  expect(statSync(path).size).toBeLessThan(statSync(bank.path).size)
  // And it can be copied again.
  expect(await copied(bank)).toMatchObject({ sound: 'ok' })
})

// Every way in which the hub is broken, and how often in the short form and in the long one.

import { clock, clockObstacle } from './clock.mjs'
import { cut, order } from './cut.mjs'
import { errors } from './errors.mjs'
import { full, fullObstacle } from './full.mjs'
import { kill } from './kill.mjs'
import { move, moveObstacle } from './move.mjs'
import { power } from './power.mjs'
import { states } from './states.mjs'
import { stop } from './stop.mjs'
import { tracingObstacle } from '../kit/trace.mjs'

/** @typedef {{
 *   name: string,
 *   run: (options: import('../kit/era.mjs').EraOptions) =>
 *     Promise<Pick<import('../kit/era.mjs').Era, 'evidence' | 'diaries'>>,
 *   short: number,
 *   long: number,
 *   perEra: number,
 *   obstacle?: () => string | null,
 *   isApart?: boolean,
 *   isSlow?: boolean,
 * }} Fault
 * `short`: 0 = only in the long form; `perEra`: rounds on one folder; `obstacle`: why it cannot be done on this machine; `isApart`: only when it is asked for;
 * `isSlow`: its short form too only when it is asked for */

/** @type {Fault[]} */
export const FAULTS = [
  { name: 'kill', run: kill, short: 15, long: 500, perEra: 25 },
  { name: 'stop', run: stop, short: 6, long: 200, perEra: 25 },
  // Twelve steps are struck at once, so a hundred strikes are well over a thousand.
  { name: 'states', run: states, short: 0, long: 120, perEra: 20 },
  { name: 'cut', run: cut, short: 400, long: 10_000, perEra: 2_000 },
  { name: 'order', run: order, short: 0, long: 100_000, perEra: 20_000 },
  { name: 'power', run: power, short: 8, long: 300, perEra: 25, obstacle: tracingObstacle },
  { name: 'errors', run: errors, short: 10, long: 700, perEra: 35, obstacle: tracingObstacle },
  { name: 'full', run: full, short: 2, long: 20, perEra: 4, obstacle: fullObstacle },
  {
    name: 'move',
    run: move,
    short: 4,
    long: 200,
    perEra: 200,
    obstacle: moveObstacle,
    isSlow: true,
  },
  {
    name: 'clock',
    run: clock,
    short: 20,
    long: 100,
    perEra: 20,
    obstacle: clockObstacle,
    isApart: true,
  },
]

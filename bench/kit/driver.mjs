// The clients' process, as the bench sees it.

import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { endGroup, onStop } from '../../scripts/setup/processes.mjs'

/** @typedef {import('../clients/main.mjs').Commands} Commands */

/**
 * @typedef {{
 *   call: <Name extends keyof Commands>(command: Name, ...args: Parameters<Commands[Name]>) => Promise<Awaited<ReturnType<Commands[Name]>>>,
 *   end: () => Promise<void>,
 * }} Driver
 */

/** @returns {Driver} */
export function startDriver() {
  const child = fork(resolve('bench/clients/main.mjs'), {
    serialization: 'advanced',
    detached: true,
  })
  const end = () => endGroup(child)
  const forget = onStop(end)
  return {
    call: (command, ...args) =>
      new Promise((done, fail) => {
        const onExit = () => fail(new Error('The clients broke down; the reason stands above.'))
        child.once('exit', onExit)
        child.once('message', (/** @type {{ value: never, error?: string }} */ answer) => {
          child.off('exit', onExit)
          if (answer.error === undefined) done(answer.value)
          else fail(new Error(answer.error))
        })
        child.send({ command, args })
      }),
    end: () => {
      forget()
      return end()
    },
  }
}

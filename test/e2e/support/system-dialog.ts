// The windows that the system itself puts before the app, which no page sees: found by their title, and given keys as a
// keyboard gives them. Linux with X11.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'

const run = promisify(execFile)

/** One window of the system's. */
export class SystemDialog {
  private constructor(private readonly id: string) {}

  /** Waits until there is one with this title. */
  static async titled(title: string): Promise<SystemDialog> {
    const { stdout } = await run(
      'xdotool',
      ['search', '--sync', '--onlyvisible', '--name', `^${title}$`],
      { timeout: 20_000 },
    )
    return new SystemDialog(stdout.trim().split('\n')[0] ?? '')
  }

  isThere(): Promise<boolean> {
    return run('xdotool', ['getwindowname', this.id]).then(
      () => true,
      () => false,
    )
  }

  /** Escape, as often as it takes: the first may only leave the field that is being typed in. */
  async leave(): Promise<void> {
    const isGone = async (): Promise<boolean> => {
      if (await this.isThere()) await this.press('Escape').catch(() => undefined)
      return !(await this.isThere())
    }
    await expect.poll(isGone).toBe(true)
  }

  /**
   * Types a path and Return, as a person does; without a window manager it has to be given the focus first. The first
   * slash opens the field, which may swallow what follows: more slashes, which mean nothing.
   */
  async enter(path: string): Promise<void> {
    const typed = ['type', '--args', '1', '--delay', '20', `/////${path}`]
    await run('xdotool', ['windowfocus', '--sync', this.id, ...typed, 'key', 'Return'])
  }

  /** Presses a key by its name in X11. */
  async press(key: string): Promise<void> {
    await run('xdotool', ['windowfocus', '--sync', this.id, 'key', key])
  }
}

// Chromium as a person starts it. Playwright's own lets every page think that somebody looks at it.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { chromium, type Browser } from '@playwright/test'
import { LAUNCH } from './test'

const READY = /^DevTools listening on (ws:\S+)/

/** Starts it on a profile; `end` resolves when it is gone. */
export async function startChromium(
  folder: string,
  args: readonly string[],
): Promise<{ browser: Browser; end: () => Promise<void> }> {
  const own = ['--headless=new', '--no-first-run', '--remote-debugging-port=0']
  const all = [...LAUNCH.args, ...own, `--user-data-dir=${folder}`, ...args, 'about:blank']
  const child = spawn(LAUNCH.executablePath, all, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error('Chromium did not start.')))
    createInterface({ input: child.stderr }).on('line', (line) => {
      const [, found] = READY.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  const browser = await chromium.connectOverCDP(url, { noDefaults: true })
  const end = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  return { browser, end }
}

// Clients as others write them: plain WebSockets from Node, and pages in a browser that is another process.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { WebSocket } from 'ws'
import { ROOT_SWITCHES } from './program'

export type Frame = Readonly<Record<string, unknown>>

/** A device on a socket of its own; it keeps every frame it got. */
export class Device {
  readonly frames: Frame[] = []

  private constructor(private readonly socket: WebSocket) {
    // One listener for each wait that is under way.
    socket.setMaxListeners(0)
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as Frame))
  }

  /** Connects, and says hello when it has something to say. */
  static async connect(
    url: string,
    hello?: Frame,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Device> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers })
    const device = new Device(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    if (hello) {
      device.send({ type: 'hello', ...hello })
      await device.until((frame) => frame['type'] === 'welcome' && device.named(frame, hello['id']))
    }
    return device
  }

  send(frame: Frame | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** A binary frame. */
  sendBytes(bytes: Buffer): void {
    this.socket.send(bytes)
  }

  /** Publishes, and waits until the hub has it on disk. */
  async notify(content: Frame): Promise<Frame> {
    const ref = `r${this.frames.length}-${Math.random()}`
    this.send({ type: 'notify', ref, ...content })
    const answer = await this.until((frame) => frame['ref'] === ref)
    if (answer['type'] !== 'accepted') throw new Error(JSON.stringify(answer))
    return answer
  }

  /** All frames of this type so far. */
  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame['type'] === type)
  }

  /** The first frame that fits, as soon as it is there; Playwright's time-out ends the wait. */
  until(fits: (frame: Frame) => boolean): Promise<Frame> {
    const found = this.frames.find(fits)
    if (found) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const newest = this.frames.at(-1)
        if (!newest || !fits(newest)) return
        this.socket.off('message', look)
        resolve(newest)
      }
      this.socket.on('message', look)
      this.socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
    })
  }

  /** With which code it was closed, once it is. */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', resolve))
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return
    this.socket.close()
    await new Promise((resolve) => this.socket.once('close', resolve))
  }

  private named(frame: Frame, id: unknown): boolean {
    return (frame['you'] as Frame | undefined)?.['id'] === id
  }
}

/** A browser of its own: Electron's Chromium in another process, without anything of Bellhop. */
export class Browser {
  private constructor(
    private readonly app: ElectronApplication,
    private readonly profile: string,
  ) {}

  static async start(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'bellhop-browser-'))
    const main = join(profile, 'main.cjs')
    // The tests open its windows; with the last of them it stays.
    await writeFile(main, `require('electron').app.on('window-all-closed', () => {})`)
    const app = await _electron.launch({
      args: [...ROOT_SWITCHES, `--user-data-dir=${profile}`, main],
    })
    return new Browser(app, profile)
  }

  /** A page at this address. */
  async open(url: string): Promise<Page> {
    const opened = this.app.waitForEvent('window')
    await this.app.evaluate(({ BrowserWindow }, address) => {
      // Kept by Electron itself until it is closed. Not in front: it must not take the focus.
      void new BrowserWindow({ width: 400, height: 300, show: false }).loadURL(address)
    }, url)
    const page = await opened
    await page.waitForLoadState()
    return page
  }

  async close(): Promise<void> {
    await this.app.close()
    await rm(this.profile, { recursive: true, force: true })
  }
}

// A hub that may open few files, and somebody who takes as many sockets as there are (docs/security.md S-35).

import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { Client } from '../support/client'
import { temporaryFolder } from '../support/hub'

const HEADLESS = resolve('out/main/headless.js')
const FILES = 256
const SOCKETS = 1_000
const BACK_MS = 5_000

/** A hub as a process of its own that may have so many files open. */
async function hubWithFiles(files: number): Promise<string> {
  const args = [
    HEADLESS,
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--data',
    temporaryFolder(),
    '--log',
    'warn',
  ]
  const limited = `ulimit -n ${String(files)}; exec "$0" "$@"`
  const child = spawn('sh', ['-c', limited, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise((done) => child.once('exit', done))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const line = await new Promise<string>((done) => createInterface(child.stdout).once('line', done))
  const { port } = JSON.parse(line) as { port: number }
  return `ws://127.0.0.1:${String(port)}`
}

test('S-35 a hub that runs out of files goes on, and takes newcomers once there are some again', async () => {
  const url = await hubWithFiles(FILES)
  const device = new Client(url)
  onTestFinished(() => device.end())
  await device.next('welcome')
  device.send({ type: 'hello', id: 'steady' })
  await device.next('welcome')

  const port = Number(new URL(url).port)
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, () => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      return new Promise<Socket>((done) => {
        socket.once('connect', () => done(socket))
        socket.once('close', () => done(socket))
      })
    }),
  )
  for (let n = 0; n < 20; n++) {
    device.send({ type: 'notify', to: ['steady'], body: String(n) })
    expect(await device.next('event')).toMatchObject({ body: String(n) })
  }

  for (const socket of sockets) socket.destroy()
  const backMs = performance.now()
  const late = new Client(url)
  onTestFinished(() => late.end())
  await late.next('welcome')
  expect(performance.now() - backMs).toBeLessThan(BACK_MS)
}, 30_000)

// What browsers get from the port: the page, its files and the JavaScript client, each with its policy, and nothing
// that is not in the fixed map.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/hub'
import { openPort, type Port } from '../support/port'

const PAGE = '<!doctype html><title>{{hub}} · Bellhop</title><meta name="hub" content="{{hub}}">'
const CLIENT = resolve('out/test/web/client.js')

function folderUrl(path: string): URL {
  return pathToFileURL(`${path}/`)
}

/** A port with a page, a script and its compressed copy, and a secret beside the folder. */
function openWeb(): Promise<Port> {
  const around = temporaryFolder()
  const folder = join(around, 'web')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(around, 'secret.js'), 'secret')
  writeFileSync(join(folder, 'index.html'), PAGE)
  writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'run()')
  writeFileSync(join(folder, 'assets', 'page-1a2b.js.gz'), gzipSync('run()'))
  writeFileSync(join(folder, 'client.js'), 'export {}')
  return openPort({ webUrl: folderUrl(folder) })
}

/** One request as it stands, and all that comes. */
async function get(port: Port, path: string, field = 'Accept: */*'): Promise<string> {
  const lines = [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', field]
  const client = await port.raw(`${lines.join('\r\n')}\r\n\r\n`)
  return client.ended
}

describe('the page at /', () => {
  test('names the hub, escaped, and may load nothing but the hub’s own files', async () => {
    const port = await openWeb()
    const answer = await fetch(port.url('/'))
    expect(await answer.text()).toBe(PAGE.replaceAll('{{hub}}', 'Hall &amp; Co &lt;b&gt;'))
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types svelte-trusted-html bellhop-worker",
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('answers HEAD without a body, and takes nothing', async () => {
    const port = await openWeb()
    const head = await fetch(port.url('/'), { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const post = await fetch(port.url('/'), { method: 'POST', body: 'x' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })
})

describe('a file', () => {
  test('comes compressed to whoever takes that, and for ever when its name says what is in it', async () => {
    const port = await openWeb()
    const ask = (coding: string): Promise<string> =>
      get(port, '/assets/page-1a2b.js', `Accept-Encoding: ${coding}`)
    expect(await ask('identity')).toMatch(/\r\n\r\nrun\(\)$/)
    const compressed = await ask('gzip, br')
    expect(compressed).toMatch(/content-encoding: gzip/i)
    expect(compressed).toMatch(/cache-control: public, max-age=31536000, immutable/i)
    expect(compressed).toMatch(/content-type: text\/javascript; charset=utf-8/i)
    expect(compressed).toMatch(/nosniff/i)
    const answer = await fetch(port.url('/assets/page-1a2b.js'))
    expect(await answer.text()).toBe('run()')
  })

  test.each([
    '/secret.js',
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/secret.js',
    '/assets/page-1a2b.js.gz',
    '/assets/',
    '/icons/none.png',
    '/index.html',
    '/sw.js',
  ])('%s is not there', async (path) => {
    const port = await openWeb()
    const answer = await get(port, path)
    expect(answer).toMatch(/^HTTP\/1\.1 404/)
    expect(answer).not.toContain('secret')
  })
})

describe('the JavaScript client', () => {
  test('is one module without imports, under 6 KiB compressed', () => {
    const text = readFileSync(CLIENT, 'utf8')
    expect(text).not.toMatch(/\bimport\b|\brequire\(/)
    expect(text).toMatch(/export \{ \w+ as connect \}/)
    const compressed = readFileSync(`${CLIENT}.gz`)
    expect(gunzipSync(compressed).toString()).toBe(text)
    expect(compressed.length).toBeLessThan(6 * 1_024)
  })

  test('can be imported by pages of this computer and network, and by no website', async () => {
    const port = await openWeb()
    const allowed = async (origin: string): Promise<string | null> => {
      const answer = await fetch(port.url('/client.js'), { headers: { origin } })
      await answer.text()
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await allowed('http://localhost:5500')).toBe('http://localhost:5500')
    expect(await allowed('http://192.168.1.30:8080')).toBe('http://192.168.1.30:8080')
    expect(await allowed('https://dash.example.net')).toBe('https://dash.example.net')
    expect(await allowed('https://evil.example')).toBeNull()
    expect(await allowed('null')).toBeNull()
  })
})

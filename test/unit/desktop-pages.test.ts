// What app://bellhop/ answers, and that nothing else can be had there.

import { describe, expect, it } from 'vitest'
import { answerFor, isPageUrl, mayShowInline, pageMap } from '../../src/main/desktop/pages'

const map = pageMap(['window/index.html', 'assets/window-1a.js', 'assets/a.css', 'notes.txt'])
const ask = (address: string, method = 'GET') => answerFor(map, method, address)
const MISSING = { kind: 'missing' }

describe('S-72 the map of pages', () => {
  it('answers the window at the root', () => {
    const page = { kind: 'file', file: 'window/index.html', type: 'text/html; charset=utf-8' }
    expect(ask('app://bellhop/')).toEqual(page)
    expect(ask('app://bellhop/?theme=dark#x')).toEqual(page)
  })

  it('answers packaged files by their type', () => {
    expect(ask('app://bellhop/assets/window-1a.js')).toMatchObject({
      type: 'text/javascript; charset=utf-8',
    })
  })

  it.each([
    'app://bellhop/../../etc/passwd',
    'app://bellhop/%2e%2e/%2e%2e/etc/passwd',
    'app://bellhop/..%2f..%2fetc%2fpasswd',
    'app://bellhop/..\\..\\etc\\passwd',
    'app://bellhop//etc/passwd',
    'app://bellhop/assets',
    'app://bellhop/assets/',
    'app://bellhop/assets/window-1a.js/',
    'app://bellhop/notes.txt',
    'app://bellhop/toString',
    'app://bellhop/__proto__',
    'app://other/',
    'app://bellhop.evil/',
    'app://bellhop:80/',
    'app://u:p@bellhop/',
    'file:///etc/passwd',
    'https://bellhop/',
    'nonsense',
    '',
  ])('knows nothing of %s', (address) => {
    expect(ask(address)).toEqual(MISSING)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('does not take %s', (method) => {
    expect(ask('app://bellhop/', method)).toEqual(MISSING)
  })

  it('takes an attachment by an ID of the right form only', () => {
    const id = '01J0000000000000000000000Z'
    expect(ask(`app://bellhop/attachments/${id}`)).toEqual({ kind: 'attachment', id })
    expect(ask(`app://bellhop/attachments/${id}/x`)).toEqual(MISSING)
    expect(ask('app://bellhop/attachments/../../x')).toEqual(MISSING)
    expect(ask(`app://bellhop/attachments/${id.toLowerCase()}`)).toEqual(MISSING)
  })

  it('tells its own addresses from others, failing closed', () => {
    expect(isPageUrl('app://bellhop/')).toBe(true)
    for (const other of ['', 'about:blank', 'app://bellhop.evil/', 'app:bellhop', 'data:,x']) {
      expect(isPageUrl(other)).toBe(false)
    }
  })

  it('S-55 shows no SVG inline', () => {
    expect(mayShowInline('image/png')).toBe(true)
    expect(mayShowInline('image/svg+xml')).toBe(false)
    expect(mayShowInline('text/html')).toBe(false)
  })
})

// The desktop's smaller rules: switches, environment, language, login entry, file names, bounds, a second start.

import { describe, expect, it, vi } from 'vitest'
import { atMost } from '../../src/main/desktop/at-most'
import { autostartEntry, autostartPath } from '../../src/main/desktop/autostart'
import { fitBox } from '../../src/main/desktop/bounds'
import { hubConfig, readEnvironment } from '../../src/main/desktop/environment'
import { safeFileName } from '../../src/main/desktop/file-name'
import { engineLanguage, resolveLocale } from '../../src/main/desktop/locale'
import { parseSecondStart, startOf } from '../../src/main/desktop/second-instance'
import { refusedSwitch } from '../../src/main/desktop/switches'
import { screenOf } from '../../src/shared/screens'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'

/** Links that want more than a screen. */
const HOSTILE_LINKS = [
  '',
  'bellhop:',
  'bellhop://',
  'bellhop://pair',
  'bellhop://pair?code=493204',
  'bellhop://pair#secret',
  'bellhop://connect',
  'bellhop://allow/phone',
  'bellhop://block/phone',
  'bellhop://forget/phone',
  'bellhop://devices/phone',
  'bellhop://notification/01J00000000000000000000000',
  'bellhop://read/all',
  'bellhop://send?to=*&body=x',
  'bellhop://notify/phone/hello',
  'bellhop://act/01J00000000000000000000000/again',
  'bellhop://settings/trust?trust=open',
  'bellhop://settings/trust/open',
  'bellhop://settings/nowhere',
  'bellhop://settings?port=1',
  'bellhop://settings#trust',
  'bellhop://settings//trust',
  'bellhop://settings/../requests',
  'bellhop://settings/%74rust',
  'bellhop://settings/trust\n--no-sandbox',
  'bellhop://inbox?allow=phone',
  'bellhop://inbox/01J00000000000000000000000',
  'bellhop://inbox@evil.test',
  'bellhop://evil.test/inbox',
  'bellhop://user:secret@inbox',
  'bellhop://inbox:9999',
  'bellhop:///inbox',
  'bellhop:\\\\inbox',
  'bellhop://inbox\u0000',
  'bellhop://inbox\u202E',
  'bellhop://ınbox',
  'bellhop://quit',
  'bellhop://reset',
  'bellhop://startFresh',
  'bellhop://javascript:alert(1)',
  'bellhop://__proto__',
  'bellhop://constructor',
  'bellhops://inbox',
  'https://inbox',
  'inbox',
  '--inbox',
  'javascript:bellhop://inbox',
  'file:///bellhop:inbox',
  ' bellhop://inbox',
  'bellhop://inbox ',
  `bellhop://${'inbox'.repeat(1_000)}`,
]

describe('S-76 switches', () => {
  it.each([
    ['--remote-debugging-port=9222', '--remote-debugging-port'],
    ['--remote-debugging-port', '--remote-debugging-port'],
    ['-remote-debugging-pipe', '--remote-debugging-pipe'],
    ['--REMOTE-DEBUGGING-PORT=1', '--remote-debugging-port'],
    ['--load-extension=/x', '--load-extension'],
    ['--disable-web-security', '--disable-web-security'],
    ['--no-sandbox', '--no-sandbox'],
    ['--inspect=0.0.0.0', '--inspect'],
    ['--inspect-brk', '--inspect-brk'],
    ['--user-data-dir=/home/other', '--user-data-dir'],
    ['--host-rules=MAP * evil.test\n', '--host-rules'],
    ['--js-flags=--expose-gc', '--js-flags'],
    ['/no-sandbox', '--no-sandbox'],
    ['--ignore-certificate-errors', '--ignore-certificate-errors'],
  ])('refuses %s', (word, name) => {
    expect(refusedSwitch(['bellhop', '--hidden', word])).toBe(name)
  })

  it('lets others pass', () => {
    const argv = ['/opt/bellhop', '--hidden', '--ozone-platform=x11', 'no-sandbox']
    expect(refusedSwitch(argv)).toBeNull()
  })
})

describe('the environment', () => {
  it('wins over the settings', () => {
    const environment = readEnvironment({ BELLHOP_PORT: '0', BELLHOP_HOST: '127.0.0.1' }, '/')
    expect(hubConfig(DEFAULT_SETTINGS, environment, 'studio')).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      name: 'studio',
      trust: 'ask',
    })
  })

  it('changes nothing where it says nothing', () => {
    const environment = readEnvironment({ BELLHOP_PORT: ' ' }, '/')
    expect(environment).toEqual({ logLevel: 'info', wrong: [] })
    expect(hubConfig(DEFAULT_SETTINGS, environment, '')).toMatchObject({ port: 9999, host: null })
  })

  it('names what is wrong', () => {
    const environment = readEnvironment({ BELLHOP_PORT: '70000', BELLHOP_LOG: 'loud' }, '/')
    expect(environment).toEqual({ logLevel: 'info', wrong: ['BELLHOP_PORT', 'BELLHOP_LOG'] })
  })

  it('takes a folder from where it was called', () => {
    expect(readEnvironment({ BELLHOP_DATA: 'data' }, '/home/x').dataDir).toBe('/home/x/data')
  })
})

describe('the language', () => {
  it.each([
    ['system', ['de-DE', 'zh-Hant-TW', 'en-US'], 'zh-CN'],
    ['system', ['en_GB', 'zh-CN'], 'en'],
    ['system', ['de'], 'en'],
    ['system', [], 'en'],
    ['zh-CN', ['en'], 'zh-CN'],
  ] as const)('of %s with %j is %s', (setting, preferred, locale) => {
    expect(resolveLocale(setting, preferred)).toBe(locale)
  })
})

describe('the language of the engine’s own fields', () => {
  it.each([
    ['system', ['zh-CN'], null],
    ['zh-CN', ['en-GB'], 'zh-CN'],
    ['zh-CN', ['en-GB', 'zh-TW'], 'zh-TW'],
    ['en', ['zh-CN', 'en-GB'], 'en-GB'],
    ['en', [], 'en'],
  ] as const)('of %s with %j is %s', (setting, preferred, language) => {
    expect(engineLanguage(setting, preferred)).toBe(language)
  })
})

describe('the login entry', () => {
  it('starts the app hidden', () => {
    expect(autostartEntry(['/opt/Bellhop/bellhop'])).toContain(
      '\nExec=/opt/Bellhop/bellhop --hidden\n',
    )
  })

  it('quotes what the specification wants quoted', () => {
    const entry = autostartEntry(['/opt/my "apps"/100%/$x'])
    expect(entry).toContain('Exec="/opt/my \\\\"apps\\\\"/100%%/\\\\$x" --hidden')
  })

  it('stands where the desktop looks for it', () => {
    expect(autostartPath({ HOME: '/home/x' })).toBe(
      '/home/x/.config/autostart/app.bellhop.hub.desktop',
    )
    expect(autostartPath({ XDG_CONFIG_HOME: '/c' })).toBe('/c/autostart/app.bellhop.hub.desktop')
    expect(autostartPath({})).toBeNull()
  })
})

describe('S-54 a file name', () => {
  it.each([
    ['door.jpg', 'door.jpg'],
    ['../../.ssh/authorized_keys', 'authorized_keys'],
    ['..\\..\\x.exe', 'x.exe'],
    ['.bashrc', 'bashrc'],
    ['CON.txt', '_CON.txt'],
    ['a.txt:evil', 'a.txt_evil'],
    ['x. . .', 'x'],
    ['a\u0000b\u202Egpj.exe', 'a bgpj.exe'],
    ['..', 'attachment'],
    ['', 'attachment'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe)
  })

  it('stays short and keeps its ending', () => {
    const safe = safeFileName(`${'铃'.repeat(300)}.jpeg`)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
    expect(safe.endsWith('.jpeg')).toBe(true)
  })
})

describe('the window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }

  it('comes back to where it was', () => {
    const box = { x: 100, y: 50, width: 1000, height: 700 }
    expect(fitBox(box, [screen])).toEqual(box)
  })

  it.each([
    ['off all screens', { x: 5000, y: 50, width: 1000, height: 700 }],
    ['above the top edge', { x: 10, y: -200, width: 1000, height: 700 }],
  ])('loses a place %s', (_, box) => {
    expect(fitBox(box, [screen])).toEqual({ width: 1000, height: 700 })
  })

  it.each([null, 'x', {}, { x: 1 }, { x: 0, y: 0, width: 'a', height: 3 }])(
    'has its first size instead of %j',
    (box) => expect(fitBox(box, [screen])).toEqual({ width: 1280, height: 800 }),
  )

  it('is neither too small nor larger than the screen', () => {
    const small = { x: 0, y: 0, width: 10, height: 10 }
    expect(fitBox(small, [screen])).toMatchObject({ width: 360, height: 480 })
    const large = { x: 0, y: 0, width: 9000, height: 9000 }
    expect(fitBox(large, [screen])).toMatchObject({ width: 1920, height: 1080 })
  })
})

describe('S-78 a second start', () => {
  it('may ask to be shown and nothing else', () => {
    expect(parseSecondStart({ ask: 'show', argv: ['--x'] })).toEqual({ screen: null })
    for (const data of [null, undefined, 'show', {}, { ask: 'quit' }, ['show']]) {
      expect(parseSecondStart(data)).toBeNull()
    }
  })
})

describe('S-79 a link', () => {
  it.each([
    ['bellhop://inbox', { at: 'inbox' }],
    ['BELLHOP://Everything/', { at: 'everything' }],
    ['bellhop:requests', { at: 'requests' }],
    ['bellhop://settings', { at: 'settings', page: 'general' }],
    ['bellhop://settings/trust', { at: 'settings', page: 'trust' }],
  ])('%s opens a screen', (link, screen) => {
    expect(screenOf(link)).toEqual(screen)
    const started = startOf(['/opt/bellhop', '--hidden', link])
    expect(parseSecondStart(JSON.parse(JSON.stringify(started)))).toEqual({ screen })
  })

  it.each(HOSTILE_LINKS)('%j opens none', (link) => {
    expect(screenOf(link)).toBeNull()
    expect(parseSecondStart(startOf(['bellhop', link]))).toEqual({ screen: null })
  })
})

describe('at most so often', () => {
  it('calls at once, then once a span, and not again when nothing was asked', () => {
    vi.useFakeTimers()
    const call = vi.fn()
    const { ask } = atMost(50, call)
    ask()
    expect(call).toHaveBeenCalledTimes(1)
    ask()
    ask()
    vi.advanceTimersByTime(49)
    expect(call).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(call).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(500)
    expect(call).toHaveBeenCalledTimes(2)
    vi.useRealTimers()
  })
})

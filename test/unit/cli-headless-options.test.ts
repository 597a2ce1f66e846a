// Defaults, settings, environment, command line: which wins, and what is wrong about each.

import { describe, expect, it } from 'vitest'
import { readOptions, WrongOption, type Machine } from '../../src/main/headless/options'
import { configOf, createSettingsPort } from '../../src/main/headless/settings-port'
import type { HubConfig } from '../../src/main/hub/hub'
import { resolveLocale, wishesOf } from '../../src/shared/locale'
import { defaultDataDir } from '../../src/shared/places'
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings'
import type { HubStatus } from '../../src/shared/views'

const machine = (env: Record<string, string> = {}): Machine => ({
  platform: 'linux',
  env,
  home: '/home/ada',
  workingDir: '/here',
})

describe('the options of the headless hub', () => {
  it('default to the folder that the app has, and to no word on the rest', () => {
    expect(readOptions([], machine())).toEqual({
      dataDir: '/home/ada/.config/Bellhop',
      logLevel: 'info',
      isHelp: false,
    })
  })

  it('come from the environment, and over it from the command line', () => {
    const env = {
      BELLHOP_PORT: '1',
      BELLHOP_HOST: '::1',
      BELLHOP_DATA: '/env',
      BELLHOP_LOG: 'debug',
    }
    expect(readOptions([], machine(env))).toMatchObject({
      dataDir: '/env',
      port: { value: 1, by: 'environment' },
      host: { value: '::1', by: 'environment' },
      logLevel: 'debug',
    })
    const argv = ['--port', '0', '--host=127.0.0.1', '--data', 'near', '--log', 'error']
    expect(readOptions(argv, machine(env))).toMatchObject({
      dataDir: '/here/near',
      port: { value: 0, by: 'command line' },
      host: { value: '127.0.0.1', by: 'command line' },
      logLevel: 'error',
    })
  })

  it('take an empty variable for none', () => {
    expect(readOptions([], machine({ BELLHOP_PORT: '', BELLHOP_DATA: ' ' })).port).toBeUndefined()
  })

  it.each<[string[], Record<string, string>, string | null]>([
    [['--port', '65536'], {}, '--port'],
    [['--port', 'x'], {}, '--port'],
    [['--port', '-1'], {}, null],
    [['--port='], {}, '--port'],
    [['--host='], {}, '--host'],
    [['--log', 'loud'], {}, '--log'],
    [[], { BELLHOP_PORT: '99999' }, 'BELLHOP_PORT'],
    [[], { BELLHOP_LOG: '7' }, 'BELLHOP_LOG'],
    [['--nope'], {}, null],
    [['word'], {}, null],
  ])('%j with %j is wrong', (argv, env, option) => {
    const read = () => readOptions(argv, machine(env))
    expect(read).toThrow(WrongOption)
    if (option !== null) expect(read).toThrow(expect.objectContaining({ option }))
  })
})

describe('the default data folder', () => {
  const home = '/home/ada'
  it.each([
    ['linux', {}, '/home/ada/.config/Bellhop'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/Bellhop'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/ada/.config/Bellhop'],
    ['darwin', { XDG_CONFIG_HOME: '/cfg' }, '/home/ada/Library/Application Support/Bellhop'],
    [
      'win32',
      { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
      'C:\\Users\\ada\\AppData\\Roaming\\Bellhop',
    ],
    ['win32', {}, '/home/ada\\AppData\\Roaming\\Bellhop'],
  ])('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataDir({ platform, env, home })).toBe(expected)
  })
})

describe('the language', () => {
  it.each([
    ['system', { LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    ['system', { LC_ALL: 'C.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
    ['system', { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_GB' }, 'zh-CN'],
    ['system', { LANG: 'de_DE' }, 'en'],
    ['system', {}, 'en'],
    ['zh-CN', { LANG: 'en_GB' }, 'zh-CN'],
    ['en', { LANG: 'zh_CN' }, 'en'],
  ] as const)('%s with %j is %s', (setting, env, expected) => {
    expect(resolveLocale(setting, wishesOf(env))).toBe(expected)
  })
})

describe('a change of settings', () => {
  type Scene = Readonly<{ saved: object[]; configured: Partial<HubConfig>[] }>

  function scene({ fails = false, saves = true, overriding = {} } = {}) {
    const log: Scene = { saved: [], configured: [] }
    const hub = {
      makeRoom: () => Promise.resolve(),
      configure: (change: Partial<HubConfig>): Promise<HubStatus> => {
        log.configured.push(change)
        const failure = fails ? { code: 'port_taken', message: 'Port 80 is taken.' } : null
        return Promise.resolve({ state: fails ? 'failed' : 'listening', failure } as HubStatus)
      },
    }
    const file = {
      save: (change: Partial<Settings>): Promise<void> => {
        if (!saves) return Promise.reject(new Error('The disk is full.'))
        log.saved.push(change)
        return Promise.resolve()
      },
    }
    const port = createSettingsPort({
      kept: DEFAULT_SETTINGS,
      overriding,
      file,
      machineName: 'nas',
      hub: () => hub,
    })
    return { port, ...log }
  }

  it('is applied and kept', async () => {
    const { port, saved, configured } = scene()
    expect(await port.write({ trust: 'open' })).toMatchObject({ trust: 'open' })
    expect(configured).toEqual([{ trust: 'open' }])
    expect(saved).toEqual([{ trust: 'open' }])
    expect(port.read().trust).toBe('open')
  })

  it('that the hub does not see is only kept', async () => {
    const { port, saved, configured } = scene()
    await port.write({ theme: 'dark' })
    expect(configured).toEqual([])
    expect(saved).toEqual([{ theme: 'dark' }])
  })

  it('is undone where the hub cannot run with it', async () => {
    const { port, saved, configured } = scene({ fails: true })
    await expect(port.write({ port: 80 })).rejects.toThrow('Port 80 is taken.')
    expect(configured).toEqual([{ port: 80 }, { port: 9999 }])
    expect(saved).toEqual([])
    expect(port.read().port).toBe(9999)
  })

  it('is undone where it cannot be kept', async () => {
    const { port, configured } = scene({ saves: false })
    await expect(port.write({ routing: 'broadcast' })).rejects.toThrow('The disk is full.')
    expect(configured).toEqual([{ routing: 'broadcast' }, { routing: 'addressed' }])
    expect(port.read().routing).toBe('addressed')
  })

  it('under an override is kept and not applied, and both are told', async () => {
    const overriding = { port: { value: 0, by: 'environment' as const } }
    const { port, saved, configured } = scene({ overriding })
    expect(await port.write({ port: 1234 })).toMatchObject({ port: 0 })
    expect(configured).toEqual([])
    expect(saved).toEqual([{ port: 1234 }])
    expect(port.overridden()).toEqual({ port: { by: 'environment', kept: 1234 } })
  })

  it('comes after the one before it', async () => {
    const { port, configured } = scene()
    await Promise.all([port.write({ name: 'one' }), port.write({ name: 'two' })])
    expect(configured).toEqual([{ name: 'one' }, { name: 'two' }])
  })

  it('without a name is told by the name of the computer', () => {
    expect(configOf(DEFAULT_SETTINGS, {}, 'nas').name).toBe('nas')
    expect(configOf({ ...DEFAULT_SETTINGS, name: 'Attic' }, {}, 'nas').name).toBe('Attic')
    expect(configOf(DEFAULT_SETTINGS, {}, '').name).toBe('Bellhop')
  })
})

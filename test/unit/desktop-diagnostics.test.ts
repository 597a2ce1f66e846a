// What a person copies for somebody who helps: how things are, and nothing of whose they are.

import { expect, test } from 'vitest'
import { diagnosticsOf, type About } from '../../src/main/desktop/diagnostics'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import { sampleDevices } from '../support/fake-world'
import { SAMPLE_STATUS } from '../support/fake-status'

const ABOUT: About = {
  status: {
    ...SAMPLE_STATUS,
    state: 'failed',
    failure: { code: 'port_taken', message: 'Port 9999 is taken by Lin.' },
    identity: { state: 'ready', pin: 'SECRETPIN', words: ['economy'], isSealed: true },
  },
  settings: { ...DEFAULT_SETTINGS, name: 'Lin’s hub', allowedHosts: ['lin.example'] },
  counts: { unread: 1, total: 1_204, bytes: 9, seq: 2_000, guestsDropped: 0, scheduled: 0 },
  devices: sampleDevices(Date.now()),
  versions: { electron: '45.4.1', node: '24.1.0' },
  system: 'linux 6.1 x64',
  locale: 'en',
}

test('says how the hub is', () => {
  const text = diagnosticsOf(ABOUT)
  expect(text).toContain('Electron 45.4.1, Node 24.1.0, Chromium ?')
  expect(text).toContain('Hub: failed (port_taken), port 9999')
  expect(text).toContain('key: in the keyring')
  expect(text).toContain('Devices: 9, online: 7')
  expect(text).toContain('Notifications: 1204, bytes: 9')
})

test('names nobody, no address and no key', () => {
  expect(diagnosticsOf(ABOUT)).not.toMatch(/Lin|192\.168|fd00|SECRETPIN|economy|Studio/)
})

// How the pretended hub of a window is, unless a test says otherwise.

import type { HubStatus } from '../../src/shared/views'

/** It listens, and nothing is wrong. */
export const SAMPLE_STATUS: HubStatus = {
  state: 'listening',
  failure: null,
  name: 'Studio Mac',
  version: '0.1.0',
  port: 9999,
  addresses: [
    { text: '192.168.1.20:9999', url: 'http://192.168.1.20:9999/', kind: 'lan' },
    { text: '[fd00::20]:9999', url: 'http://[fd00::20]:9999/', kind: 'lan' },
    { text: 'localhost:9999', url: 'http://localhost:9999/', kind: 'loopback' },
  ],
  trust: 'ask',
  routing: 'addressed',
  isStorageFull: false,
  salvaged: null,
  backup: { last: null, failure: null },
  identity: null,
}

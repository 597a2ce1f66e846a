// How the pretended hub of a window is, unless a test says otherwise.

import type { HubStatus, PairingView } from '../../src/shared/views'

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
  backup: { last: null, failure: null, isKnown: false },
  identity: null,
}

/** A pairing window that was opened just now. */
export function sampleOffer(leftMs = 120_000): Extract<PairingView, { state: 'open' }> {
  return {
    state: 'open',
    code: '493204',
    url: 'http://192.168.1.20:9999/#pair=Zm9vYmFyYmF6cXV4cXV1eA&key=RigLrRK4jvg0Tt46W0YPfBmem5eHKUNgPeIKF1e2qzY',
    expiresAt: new Date(Date.now() + leftMs).toISOString(),
  }
}

// What a peer proved, for tests of pure rules: a program of this computer unless told otherwise.

import type { Evidence } from '../../src/main/hub/listener/types'

export function evidence(more: Partial<Evidence> = {}): Evidence {
  const address = more.address ?? '127.0.0.1'
  return {
    address,
    addressKey: address,
    isSameComputer: true,
    origin: 'none',
    originText: null,
    isProxied: false,
    isCrossSite: false,
    token: null,
    deviceName: null,
    isEncrypted: false,
    ...more,
  }
}

/** A device of the network, by the end of its address. */
export function lanDevice(last = 57): Evidence {
  return evidence({ address: `192.168.1.${String(last)}`, isSameComputer: false })
}

// What is said by mDNS, to whom, and on which networks.

import { describe, expect, it } from 'vitest'
import { ownAddresses, reachableAddresses } from '../../../src/main/hub/addresses'
import { networksOf } from '../../../src/main/hub/discovery/interfaces'
import { labelOf, recordsOf, replyTo, SERVICE } from '../../../src/main/hub/discovery/records'

const HUB = {
  ...{ instance: 'Ada’s Mac', host: 'studio.local', port: 9999 },
  ...{ ipv4: ['192.168.1.20'], ipv6: ['fd00::20'] },
}
const NAME = `Ada’s Mac.${SERVICE}`
const of = (address: string, internal = false) => {
  const family = address.includes(':') ? ('IPv6' as const) : ('IPv4' as const)
  return { address, family, internal }
}

describe('a name', () => {
  it.each([
    ['Studio', 1, 'Studio'],
    ['Studio', 2, 'Studio (2)'],
    ['studio.lan', 1, 'studio lan'],
    ['   ', 1, 'Bellhop'],
    ['…', 1, '…'],
  ])('%s is the label %s', (name, number, label) => {
    expect(labelOf(name, number)).toBe(label)
  })

  it('fits into 63 bytes, whole characters and its number with it', () => {
    for (const name of ['a'.repeat(80), '门铃'.repeat(20), '👩‍👩‍👧'.repeat(9)]) {
      const label = labelOf(name, 12)
      expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63)
      expect(label).toMatch(/ \(12\)$/)
      expect(label).not.toContain('\ufffd')
    }
  })
})

describe('a question', () => {
  it.each([
    [{ name: SERVICE, type: 'PTR' }, ['PTR'], ['SRV', 'TXT', 'A', 'AAAA']],
    [{ name: SERVICE.toUpperCase(), type: 'ANY' }, ['PTR'], ['SRV', 'TXT', 'A', 'AAAA']],
    [{ name: NAME, type: 'SRV' }, ['SRV'], ['PTR', 'TXT', 'A', 'AAAA']],
    [{ name: NAME, type: 'ANY' }, ['SRV', 'TXT'], ['PTR', 'A', 'AAAA']],
    [{ name: 'studio.local', type: 'A' }, ['A'], ['PTR', 'SRV', 'TXT', 'AAAA']],
  ])('%j is answered', (question, answers, additionals) => {
    const reply = replyTo([question], HUB)
    expect(reply?.answers.map(({ type }) => type)).toEqual(answers)
    expect(reply?.additionals.map(({ type }) => type)).toEqual(additionals)
  })

  it('which services there are is answered with ours', () => {
    const asked = { name: '_services._dns-sd._udp.local', type: 'PTR' }
    expect(replyTo([asked], HUB)?.answers).toMatchObject([{ type: 'PTR', data: SERVICE }])
  })

  it.each([
    [{ name: '_http._tcp.local', type: 'PTR' }],
    [{ name: `Other.${SERVICE}`, type: 'SRV' }],
    [{ name: SERVICE, type: 'A' }],
  ])('%j is not for this hub', (question) => {
    expect(replyTo([question], HUB)).toBe(null)
  })

  it('a goodbye takes back the service, and not this computer’s name', () => {
    expect(recordsOf(HUB, true).map((one) => [one.type, 'ttl' in one ? one.ttl : null])).toEqual([
      ['PTR', 0],
      ['SRV', 0],
      ['TXT', 0],
    ])
  })
})

describe('this computer’s networks', () => {
  const OWN = {
    lo: [of('127.0.0.1', true), of('::1', true)],
    docker0: [of('172.17.0.1')],
    tun0: [of('10.8.0.2')],
    eth0: [of('10.0.0.5'), of('fd00::5'), of('fe80::5')],
    wlan0: [of('192.168.1.20')],
    'vEthernet (WSL)': [of('172.20.0.1')],
    wg0: [of('10.9.0.2')],
  }

  it('are those of the home first, then VPNs, then containers', () => {
    expect(ownAddresses(OWN)).toEqual([
      ...['192.168.1.20', '10.0.0.5', 'fd00::5'],
      ...['10.8.0.2', '10.9.0.2'],
      ...['172.17.0.1', '172.20.0.1'],
    ])
  })

  it.each([
    [null, '192.168.1.20:9 10.0.0.5:9 [fd00::5]:9 10.8.0.2:9 10.9.0.2:9 172.17.0.1:9 172.20.0.1:9'],
    ['0.0.0.0', '192.168.1.20:9 10.0.0.5:9 10.8.0.2:9 10.9.0.2:9 172.17.0.1:9 172.20.0.1:9'],
    ['::', '[fd00::5]:9'],
  ])('at which a hub on %s is reached are those on which it listens', (host, heard) => {
    const shown = reachableAddresses(9, host, OWN).map(({ text }) => text)
    expect(shown).toEqual([...heard.split(' '), 'localhost:9'])
  })

  it('are known by their names', () => {
    const kinds = Object.fromEntries(networksOf(OWN).map(({ name, kind }) => [name, kind]))
    expect(kinds).toEqual({
      ...{ eth0: 'lan', wlan0: 'lan', tun0: 'vpn', wg0: 'vpn' },
      ...{ docker0: 'virtual', 'vEthernet (WSL)': 'virtual' },
    })
  })
})

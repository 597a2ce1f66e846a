// What the connection doctor concludes from what it sees, and what a ruleset of nftables does to a knock.

import { describe, expect, it } from 'vitest'
import { findingsOf, type Facts } from '../../../src/main/hub/doctor/doctor'
import { verdictOfTables } from '../../../src/main/hub/doctor/iptables'
import { verdictOf } from '../../../src/main/hub/doctor/nft'
import { findingText } from '../../../src/shared/doctor'

const LAN = { name: 'eth0', kind: 'lan', ipv4: ['192.168.1.20'], ipv6: [] } as const
const ADDRESS = {
  text: '192.168.1.20:9999',
  url: 'http://192.168.1.20:9999/',
  kind: 'lan',
} as const
const WELL: Facts = {
  status: { state: 'listening', failure: null, port: 9999, trust: 'ask', addresses: [ADDRESS] },
  config: { host: null, discovery: true },
  networks: [LAN],
  knocked: [{ address: ADDRESS.text, reason: null }],
  firewall: null,
}
const whats = (facts: Partial<Facts>) =>
  findingsOf({ ...WELL, ...facts }).map(({ what, severity }) => `${what}: ${severity}`)

describe('the doctor', () => {
  it('says of a hub that is well what it tried, and what cannot be seen from here', () => {
    expect(whats({})).toEqual(['elsewhere: hint', 'answered: good'])
  })

  const failure = { code: 'port_taken', message: 'Taken.', port: 9999 } as const
  const status = WELL.status
  it.each<[string, Partial<Facts>]>([
    ['not_listening: trouble', { status: { ...status, state: 'failed', failure } }],
    ['loopback_only: trouble', { config: { host: '127.0.0.1', discovery: true } }],
    ['no_network: trouble', { networks: [] }],
    ['firewall: trouble', { firewall: { by: 'nftables', isSure: true } }],
    ['firewall: hint', { firewall: { by: 'ufw', isSure: false } }],
    ['unanswered: trouble', { knocked: [{ address: ADDRESS.text, reason: 'ETIMEDOUT' }] }],
    ['vpn: hint', { networks: [LAN, { ...LAN, name: 'tun0', kind: 'vpn' }] }],
    ['several: hint', { networks: [LAN, { ...LAN, name: 'wlan0', ipv4: ['10.0.0.5'] }] }],
    ['public: hint', { networks: [{ ...LAN, ipv4: ['203.0.113.9'] }] }],
    ['paired: hint', { status: { ...status, trust: 'paired' } }],
    ['not_announced: hint', { config: { host: null, discovery: false } }],
  ])('finds %s, and says what to do', (found, facts) => {
    expect(whats(facts)).toContain(found)
    for (const finding of findingsOf({ ...WELL, ...facts })) {
      const { says, todo } = findingText(finding)
      expect(says).toMatch(/\w+/)
      if (finding.severity !== 'good') expect(todo).toMatch(/\w+/)
    }
  })

  it('speaks of a firewall or networks only where the network is asked at all', () => {
    const config = { host: '127.0.0.1', discovery: true }
    const found = whats({ config, firewall: { by: 'nftables', isSure: true } })
    expect(found.some((one) => one.startsWith('firewall'))).toBe(false)
  })
})

describe('a ruleset', () => {
  const KNOCK = { port: 9999, interfaceName: 'eth0', family: 'ip' } as const
  const dport = (right: unknown, op = '==') => ({
    match: { op, left: { payload: { protocol: 'tcp', field: 'dport' } }, right },
  })
  const meta = (key: string, right: unknown) => ({
    match: { op: '==', left: { meta: { key } }, right },
  })
  const state = (right: unknown) => ({ match: { op: 'in', left: { ct: { key: 'state' } }, right } })
  const ruleset = (policy: string, ...rules: object[][]) => ({
    nftables: [
      { metainfo: {} },
      { table: { family: 'inet', name: 'filter' } },
      {
        chain: { family: 'inet', table: 'filter', name: 'input', hook: 'input', prio: 0, policy },
      },
      { chain: { family: 'inet', table: 'filter', name: 'services' } },
      { chain: { family: 'inet', table: 'filter', name: 'nothing' } },
      ...rules.map((expr) => ({ rule: { family: 'inet', table: 'filter', chain: 'input', expr } })),
      {
        rule: {
          ...{ family: 'inet', table: 'filter', chain: 'services' },
          expr: [dport({ set: [22, { range: [9990, 10000] }] }), { accept: null }],
        },
      },
    ],
  })

  it.each([
    ['accept', ruleset('accept')],
    ['drop', ruleset('drop')],
    ['drop', ruleset('accept', [dport(9999), { drop: null }])],
    ['drop', ruleset('accept', [dport(9999), { reject: null }])],
    ['accept', ruleset('accept', [dport(22), { drop: null }])],
    ['accept', ruleset('drop', [dport(9999), { accept: null }])],
    ['accept', ruleset('drop', [dport(22, '!='), { accept: null }])],
    ['accept', ruleset('drop', [{ jump: { target: 'services' } }])],
    ['accept', ruleset('accept', [dport(9999), { return: null }], [{ drop: null }])],
    ['drop', ruleset('accept', [dport(22), { return: null }], [{ drop: null }])],
    ['unknown', ruleset('accept', [meta('skuid', 1000), { return: null }], [{ drop: null }])],
    ['accept', ruleset('drop', [{ goto: { target: 'services' } }])],
    ['accept', ruleset('accept', [{ goto: { target: 'nothing' } }], [{ drop: null }])],
    ['drop', ruleset('accept', [{ jump: { target: 'nothing' } }], [{ drop: null }])],
    ['drop', ruleset('drop', [state(['established', 'related']), { accept: null }])],
    ['accept', ruleset('drop', [state({ set: ['new'] }), dport(9999), { accept: null }])],
    ['drop', ruleset('drop', [meta('iifname', 'lo'), { accept: null }])],
    ['accept', ruleset('drop', [meta('iifname', 'eth*'), { accept: null }])],
    ['unknown', ruleset('drop', [meta('skuid', 1000), { accept: null }])],
    ['unknown', ruleset('drop', [dport('@open'), { xt: null }, { accept: null }])],
    ['accept', ruleset('accept', [{ counter: {} }])],
    ['accept', null],
    ['accept', { nftables: 'no list' }],
  ])('%s: %j', (verdict, rules) => {
    expect(verdictOf(rules, KNOCK)).toBe(verdict)
  })

  it('of another protocol is not about this connection', () => {
    const left = { payload: { protocol: 'udp', field: 'dport' } }
    const rule = [{ match: { op: '!=', left, right: 53 } }, { drop: null }]
    expect(verdictOf(ruleset('accept', rule), KNOCK)).toBe('accept')
  })
})

describe('the tables of before nftables', () => {
  const KNOCK = { port: 9999, interfaceName: 'eth0', family: 'ip' } as const
  const listing = (policy: string, ...rules: string[]) =>
    [`-P INPUT ${policy}`, '-P FORWARD DROP', '-N house', ...rules, ''].join('\n')

  it.each([
    ['accept', listing('ACCEPT')],
    ['drop', listing('DROP')],
    ['drop', listing('ACCEPT', '-A INPUT -p tcp -m tcp --dport 9999 -j DROP')],
    ['drop', listing('ACCEPT', '-A INPUT -j REJECT --reject-with icmp-port-unreachable')],
    ['accept', listing('ACCEPT', '-A INPUT -p tcp -m tcp --dport 22 -j DROP')],
    ['accept', listing('ACCEPT', '-A INPUT -p udp -m udp --dport 9999 -j DROP')],
    ['accept', listing('ACCEPT', '-A FORWARD -j DROP', '-A house -j DROP')],
    ['accept', listing('DROP', '-A INPUT -p tcp -m tcp --dport 9990:10000 -j ACCEPT')],
    ['accept', listing('DROP', '-A INPUT -p tcp -m multiport --dports 22,9999 -j ACCEPT')],
    ['drop', listing('DROP', '-A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT')],
    ['drop', listing('DROP', '-A INPUT -p tcp -m tcp ! --dport 9999 -j ACCEPT')],
    ['drop', listing('DROP', '-A INPUT ! -i eth0 -j ACCEPT', '-A INPUT -i lo -j ACCEPT')],
    ['accept', listing('DROP', '-A INPUT -i eth+ -j ACCEPT')],
    ['drop', listing('DROP', '-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT')],
    ['accept', listing('DROP', '-A INPUT -p tcp -m conntrack --ctstate NEW -j ACCEPT')],
    ['accept', listing('DROP', '-A INPUT -m comment --comment "a -j DROP \\"b" -j ACCEPT')],
    [
      'drop',
      listing(
        'ACCEPT',
        '-A INPUT -j house',
        '-A house -j LOG --log-prefix "x "',
        '-A house -j DROP',
      ),
    ],
    ['drop', listing('ACCEPT', '-A INPUT -j house', '-A house -j RETURN', '-A INPUT -j DROP')],
    [
      'accept',
      listing('ACCEPT', '-A INPUT -g house', '-A house -i lo -j DROP', '-A INPUT -j DROP'),
    ],
    ['unknown', listing('DROP', '-A INPUT -s 192.168.1.0/24 -j ACCEPT')],
    ['unknown', listing('DROP', '-A INPUT -m limit --limit 3/min -j ACCEPT')],
    ['unknown', listing('ACCEPT', '-A INPUT -j NFQUEUE --queue-num 1')],
    ['accept', listing('DROP', '-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT')],
    ['accept', listing('DROP', '-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT')],
    ['unknown', listing('ACCEPT', '-A INPUT -j house', '-A house -j house')],
    ['accept', ''],
  ])('%s: %j', (verdict, rules) => {
    expect(verdictOfTables(rules, KNOCK)).toBe(verdict)
  })
})

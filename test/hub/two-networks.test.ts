// A hub and another computer, each in a network namespace of its own: what is found without typing, and what the
// connection doctor says while the firewall of the hub's computer turns the other away.

import { describe, expect, it, vi } from 'vitest'
import { PROCESS_TEST, startDoor, type Door } from '../support/doors'
import { temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

type Lines = (where: 'hub' | 'peer', line: string) => Promise<readonly string[]>

/** Runs lines of the shell here or there; what it said, and `ended CODE` at the end. */
function shell(door: Door): Lines {
  return async (where, line) => {
    door.child.stdin?.write(`${where} ${line}\n`)
    const said: string[] = []
    while (!said.at(-1)?.startsWith('ended ')) said.push(await door.line())
    return said
  }
}

async function start(): Promise<Readonly<{ dataDir: string; port: number; at: Lines }>> {
  const dataDir = temporaryFolder()
  const isRoot = process.getuid?.() === 0
  const apart = isRoot ? ['--net'] : ['--map-root-user', '--net']
  const command = ['unshare', ...apart, ...WHOLE, 'test/support/two-networks.sh']
  const door = startDoor([...command, dataDir])
  const { port } = JSON.parse(await door.line()) as { port: number }
  return { dataDir, port, at: shell(door) }
}

/** All that is started in it ends with it. */
const WHOLE = ['--pid', '--mount-proc', '--fork', '--kill-child']

/** Asks the network for hubs, and prints name, address and port of the first that answers. */
const ASK = `
const { createSocket } = require('node:dgram');
const { encode, decode } = require('dns-packet');
const socket = createSocket('udp4');
const question = { type: 'PTR', name: '_bellhop._tcp.local' };
const packet = encode({ type: 'query', id: 1, questions: [question] });
const ask = () => socket.send(packet, 5353, '224.0.0.251');
socket.on('message', (message) => {
  const { answers, additionals } = decode(message);
  const of = (type) => [...answers, ...additionals].find((one) => one.type === type)?.data;
  console.log(JSON.stringify([of('PTR'), of('A'), of('SRV').port]));
  process.exit(0);
});
socket.bind(0, () => {
  socket.setMulticastInterface('192.168.77.2');
  ask();
  setInterval(ask, 300);
});
`.replaceAll('\n', ' ')

describe('a hub in a network', () => {
  it('is found by another computer without a word typed, under the address of that network', async () => {
    const { port, at } = await start()
    const [found = '', end] = await at('peer', `node -e "${ASK}"`)
    expect(end).toBe('ended 0')
    expect(JSON.parse(found)).toEqual([
      expect.stringMatching(/\._bellhop\._tcp\.local$/) as string,
      ...['192.168.77.1', port],
    ])
    const [health] = await at(
      'peer',
      `curl -s -m 5 http://192.168.77.1:${String(port)}/v1/health; echo`,
    )
    expect(health).toMatch(/^\{"healthy":true/)
  })

  it('has a doctor that finds the rule by which the firewall turns others away', async () => {
    const { dataDir, port, at } = await start()
    const doctor = `node out/main/cli.js --data ${dataDir} --json doctor 2>/dev/null`
    const well = await at('hub', doctor)
    expect(well.at(-1)).toBe('ended 0')
    expect(well[0]).not.toContain('"trouble"')

    const reach = `curl -s -o /dev/null -m 1 http://192.168.77.1:${String(port)}/v1/health`
    expect(await at('peer', reach)).toEqual(['ended 0'])
    await at('hub', 'nft add table inet filter')
    await at('hub', "nft 'add chain inet filter input { type filter hook input priority 0 ; }'")
    await at('hub', `nft add rule inet filter input iifname hub0 tcp dport ${String(port)} drop`)
    expect(await at('peer', reach)).toEqual(['ended 28'])

    const ill = await at('hub', doctor)
    expect(ill.at(-1)).toBe('ended 1')
    expect(JSON.parse(ill[0] ?? '')).toMatchObject({
      ...{ what: 'firewall', severity: 'trouble', by: 'nftables', port },
    })
  })

  it('has a doctor that finds it in the tables of before nftables too, and what to do helps', async () => {
    const { dataDir, port, at } = await start()
    const doctor = `node out/main/cli.js --data ${dataDir} --json doctor 2>/dev/null`
    const reach = `curl -s -o /dev/null -m 1 http://192.168.77.1:${String(port)}/v1/health`
    const tables = (line: string) => at('hub', `iptables-legacy ${line}`)
    expect((await at('hub', doctor)).at(-1)).toBe('ended 0')
    // Looking made no tables.
    const names = await at('hub', 'cat /proc/net/ip_tables_names 2>/dev/null')
    expect(names).not.toContain('filter')

    // A kernel without them has nothing to be found in them.
    if ((await tables('-S 2>/dev/null')).at(-1) !== 'ended 0') return
    await tables('-N house')
    await tables('-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')
    await tables('-A INPUT -i lo -j ACCEPT')
    await tables('-A INPUT -j house')
    await tables('-A house -p tcp -m multiport --dports 22,80 -j ACCEPT')
    expect((await at('hub', doctor)).at(-1)).toBe('ended 0')
    await tables('-A house -m comment --comment "what -j ACCEPT nobody asked for" -j DROP')
    expect(await at('peer', reach)).toEqual(['ended 28'])
    const ill = await at('hub', doctor)
    expect(ill.at(-1)).toBe('ended 1')
    const { todo = '', ...found } = JSON.parse(ill[0] ?? '{}') as { todo?: string }
    expect(found).toMatchObject({
      ...{ what: 'firewall', severity: 'trouble', by: 'iptables-legacy', port },
    })

    const [help = ''] = /iptables-legacy -I.*/.exec(todo) ?? []
    expect(await at('hub', help)).toEqual(['ended 0'])
    expect(await at('peer', reach)).toEqual(['ended 0'])
    expect((await at('hub', doctor)).at(-1)).toBe('ended 0')
  })
})

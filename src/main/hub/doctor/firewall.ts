// Asks this computer's firewall what it does to who knocks at the hub's port, as far as this user may know that.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { isOnByMac, isOnByWindows } from './firewall-words'
import { verdictOfTables } from './iptables'
import { verdictOf, type Knock, type Verdict } from './nft'

/** `isSure`: it drops them; else it is there, and what it does cannot be seen from here. */
export type Firewall = Readonly<{ by: string; isSure: boolean }>

const PATIENCE_MS = 3_000
const MOST_BYTES = 8_388_608

/** Null: there is none, or it lets them through. */
export async function askFirewall(
  platform: string,
  port: number,
  interfaceNames: readonly string[],
): Promise<Firewall | null> {
  if (platform === 'win32') return maybe('windows', isOnByWindows(await askWindows()))
  if (platform === 'darwin') return maybe('macos', isOnByMac(await askMac()))
  return platform === 'linux' ? onLinux(port, interfaceNames) : null
}

function maybe(by: string, isThere: boolean): Firewall | null {
  return isThere ? { by, isSure: false } : null
}

/** Who turns away, if anybody does, and which program would let through again. */
type Judged = Readonly<{ verdict: Verdict; by: string }>

/** The rules of the kernel say what holds, whoever wrote them; who may not read them has to go by who writes them. */
async function onLinux(port: number, names: readonly string[]): Promise<Firewall | null> {
  const knocks = names.map((interfaceName) => ({ port, interfaceName, family: 'ip' }) as const)
  const judged = [await byNftables(knocks), await byOldTables(knocks)]
  const manager = await managerOnLinux()
  for (const verdict of ['drop', 'unknown'] as const) {
    const found = judged.find((one) => one?.verdict === verdict)
    if (found) return { by: manager ?? found.by, isSure: verdict === 'drop' }
  }
  return judged.includes(null) && manager !== null ? { by: manager, isSure: false } : null
}

/** Null where they may not be read. */
async function byNftables(knocks: readonly Knock[]): Promise<Judged | null> {
  const ruleset = await said('nft', ['-j', 'list', 'ruleset'])
  if (ruleset === null) return null
  const read = readJson(ruleset)
  return { by: 'nftables', verdict: worst(knocks.map((knock) => verdictOf(read, knock))) }
}

/** The tables of before nftables, which that does not show. To ask where there are none would make them. */
async function byOldTables(knocks: readonly Knock[]): Promise<Judged | null> {
  const tables = await readFile('/proc/net/ip_tables_names', 'utf8').catch(codeOf)
  if (tables === 'EACCES') return null
  if (!tables.split('\n').includes('filter')) return { by: 'iptables', verdict: 'accept' }
  for (const by of ['iptables-legacy', 'iptables']) {
    const listing = await said(by, ['-S'])
    if (listing === null) continue
    return { by, verdict: worst(knocks.map((knock) => verdictOfTables(listing, knock))) }
  }
  return { by: 'iptables', verdict: 'unknown' }
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? ''
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('drop')) return 'drop'
  return verdicts.includes('unknown') ? 'unknown' : 'accept'
}

async function managerOnLinux(): Promise<string | null> {
  const ufw = await readFile('/etc/ufw/ufw.conf', 'utf8').catch(() => '')
  if (/^ENABLED=yes/m.test(ufw)) return 'ufw'
  const firewalld = await said('firewall-cmd', ['--state'])
  return firewalld?.trim() === 'running' ? 'firewalld' : null
}

function askWindows(): Promise<string | null> {
  return said('netsh', ['advfirewall', 'show', 'currentprofile', 'state'])
}

function askMac(): Promise<string | null> {
  return said('/usr/libexec/ApplicationFirewall/socketfilterfw', ['--getglobalstate'])
}

/** What a program says; null where it is not there, may not look, or takes too long. */
function said(program: string, args: readonly string[]): Promise<string | null> {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
  const options = { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES, env, windowsHide: true }
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, stdout) => resolve(error ? null : stdout))
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

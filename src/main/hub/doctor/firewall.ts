// Asks this computer's firewall what it does to who knocks at the hub's port, as far as this user may know that.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { verdictOf, type Verdict } from './nft'

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
  if (platform === 'win32') return maybe('windows', await isOnWindows())
  if (platform === 'darwin') return maybe('macos', await isOnMac())
  return platform === 'linux' ? onLinux(port, interfaceNames) : null
}

function maybe(by: string, isThere: boolean): Firewall | null {
  return isThere ? { by, isSure: false } : null
}

/** The rules of the kernel say what holds, whoever wrote them; who may not read them has to go by who writes them. */
async function onLinux(port: number, names: readonly string[]): Promise<Firewall | null> {
  const ruleset = await said('nft', ['-j', 'list', 'ruleset'])
  const manager = await managerOnLinux()
  if (ruleset !== null) {
    const verdict = worst(readJson(ruleset), port, names)
    if (verdict === 'accept') return onOldLinux(port)
    return { by: manager ?? 'nftables', isSure: verdict === 'drop' }
  }
  return (await onOldLinux(port)) ?? (manager === null ? null : { by: manager, isSure: false })
}

function worst(ruleset: unknown, port: number, names: readonly string[]): Verdict {
  const verdicts = names.map((interfaceName) =>
    verdictOf(ruleset, { port, interfaceName, family: 'ip' }),
  )
  if (verdicts.includes('drop')) return 'drop'
  return verdicts.includes('unknown') ? 'unknown' : 'accept'
}

/** The tables of before nftables, which it does not show. */
async function onOldLinux(port: number): Promise<Firewall | null> {
  const rules = await said('iptables-legacy', ['-S', 'INPUT'])
  if (rules === null) return null
  const lines = rules.split('\n')
  const ours = lines.find((line) => new RegExp(`--dport ${String(port)} .*-j `).test(line))
  if (ours !== undefined)
    return / -j (?:DROP|REJECT)/.test(ours) ? { by: 'iptables', isSure: true } : null
  const isClosed = lines.includes('-P INPUT DROP')
  return isClosed ? { by: 'iptables', isSure: lines.length <= 2 } : null
}

async function managerOnLinux(): Promise<string | null> {
  const ufw = await readFile('/etc/ufw/ufw.conf', 'utf8').catch(() => '')
  if (/^ENABLED=yes/m.test(ufw)) return 'ufw'
  const firewalld = await said('firewall-cmd', ['--state'])
  return firewalld?.trim() === 'running' ? 'firewalld' : null
}

async function isOnWindows(): Promise<boolean> {
  const told = await said('netsh', ['advfirewall', 'show', 'currentprofile', 'state'])
  return told !== null && /\bON\b/.test(told)
}

async function isOnMac(): Promise<boolean> {
  const program = '/usr/libexec/ApplicationFirewall/socketfilterfw'
  return /enabled/i.test((await said(program, ['--getglobalstate'])) ?? '')
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

// Whom a program calls, as the kernel saw it: runs it under strace and reads what that wrote.

import { readFileSync } from 'node:fs'

/**
 * What runs the command that follows it, and writes down whom it calls.
 * @param {string} file
 */
export function traced(file) {
  const calls = 'trace=connect,sendto,sendmsg,sendmmsg'
  return ['strace', '-f', '-qq', '-s', '0', '-e', calls, '-e', 'signal=none', '-o', file]
}

/** What stays within this computer, or is asked of all on the network: mDNS. */
const AT_HOME = [
  /^127\./,
  /^::1$/,
  /^::ffff:127\./,
  /^0\.0\.0\.0$/,
  /^::$/,
  /^224\.0\.0\.251$/,
  /^ff02::fb$/,
]

/**
 * @param {string} file
 * @returns {{ calls: number, strangers: string[] }} how many addresses were called, and which of them lie outside
 */
export function calledIn(file) {
  const text = readFileSync(file, 'utf8')
  const found = [
    ...text.matchAll(/inet_addr\("([^"]+)"\)/g),
    ...text.matchAll(/inet_pton\(AF_INET6, "([^"]+)"/g),
  ].map(([, address = '']) => address)
  const strangers = found.filter((address) => !AT_HOME.some((known) => known.test(address)))
  return { calls: found.length, strangers: [...new Set(strangers)] }
}

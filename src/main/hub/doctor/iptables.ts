// What the tables of before nftables do to a new connection from the network to one port of this computer. Pure: it reads
// what `iptables -S` says, and where a rule asks for something that it does not know, it says so.

import type { Knock, Verdict } from './nft'

type Match = 'yes' | 'no' | 'unknown'
type Rule = Readonly<{ match: Match; target: string | null; isGoto: boolean }>
type Chains = ReadonlyMap<string, readonly Rule[]>
/** `returns`: the rest of this chain is passed over. */
type Step = Verdict | 'goes_on' | 'returns'
/** Tells by the words behind an option whether it is about this connection. */
type Reader = (words: readonly string[], knock: Knock) => Match

/** Chains that call each other in a circle are none that iptables takes. */
const DEEPEST = 16
const VERDICTS: Readonly<Record<string, Step>> = {
  ACCEPT: 'accept',
  DROP: 'drop',
  REJECT: 'drop',
  RETURN: 'returns',
}
/** They write down or mark, and the connection goes on to the next rule. */
const PASSING = ['LOG', 'NFLOG', 'MARK', 'CONNMARK', 'TCPMSS', 'TRACE', 'SET', 'CLASSIFY']

/** What comes of a knock at these rules. */
export function verdictOfTables(listing: string, knock: Knock): Verdict {
  const lines = listing.split('\n').map(wordsIn)
  const chains = new Map<string, Rule[]>()
  for (const [what, chain = '', ...words] of lines) {
    if (what === '-A') chains.set(chain, [...(chains.get(chain) ?? []), ruleOf(words, knock)])
  }
  const step = walk(chains, 'INPUT', 0)
  if (step !== 'goes_on') return step
  const isClosed = lines.some(([what, chain, policy]) => {
    return what === '-P' && chain === 'INPUT' && policy === 'DROP'
  })
  return isClosed ? 'drop' : 'accept'
}

/** Words as a shell reads them: comments stand in quotes. */
function wordsIn(line: string): string[] {
  const found = line.match(/"(?:[^"\\]|\\.)*"|\S+/g)
  return found ?? []
}

function walk(chains: Chains, name: string, depth: number): Verdict | 'goes_on' {
  if (depth > DEEPEST) return 'unknown'
  let isUnsure = false
  for (const rule of chains.get(name) ?? []) {
    if (rule.match === 'no') continue
    const step = stepOf(chains, rule, depth)
    if (step === 'goes_on') continue
    // Whether this rule is about this connection is not known: what it says may or may not hold.
    if (rule.match === 'unknown' || step === 'unknown') isUnsure = true
    else if (step === 'returns') break
    else return isUnsure ? 'unknown' : step
  }
  return isUnsure ? 'unknown' : 'goes_on'
}

function stepOf(chains: Chains, { target, isGoto }: Rule, depth: number): Step {
  if (target === null || PASSING.includes(target)) return 'goes_on'
  const verdict = VERDICTS[target]
  if (verdict) return verdict
  // What is written in capitals and is none of the rest is a target of the kernel's.
  if (!chains.has(target)) return /^[A-Z]+$/.test(target) ? 'unknown' : 'goes_on'
  const step = walk(chains, target, depth + 1)
  // Who was sent on by `-g` comes back one chain further out.
  return step === 'goes_on' && isGoto ? 'returns' : step
}

function ruleOf(words: readonly string[], knock: Knock): Rule {
  const at = words.findIndex((word) => word === '-j' || word === '-g')
  const matches = matchesIn(at < 0 ? words : words.slice(0, at), knock)
  const match = matches.includes('no') ? 'no' : matches.includes('unknown') ? 'unknown' : 'yes'
  return { match, target: words[at + 1] ?? null, isGoto: words[at] === '-g' }
}

/** What each option says, with those words behind it that begin no other. */
function matchesIn(words: readonly string[], knock: Knock): Match[] {
  return words.flatMap((option, at) => {
    if (!/^--?[a-z]/.test(option)) return []
    const rest = words.slice(at + 1)
    const end = rest.findIndex((word) => word === '!' || /^--?[a-z]/.test(word))
    const match = (READERS[option] ?? unknown)(end < 0 ? rest : rest.slice(0, end), knock)
    return words[at - 1] === '!' ? OTHER[match] : match
  })
}

const OTHER: Readonly<Record<Match, Match>> = { yes: 'no', no: 'yes', unknown: 'unknown' }
const unknown: Reader = () => 'unknown'
const anyhow: Reader = () => 'yes'
const yes = (isSo: boolean): Match => (isSo ? 'yes' : 'no')

const ports: Reader = ([list = ''], { port }) =>
  yes(
    list.split(',').some((range) => {
      const [first = '', last = first] = range.split(':')
      return port >= Number(first) && port <= Number(last)
    }),
  )
const states: Reader = ([list = '']) => yes(list.split(',').includes('NEW'))

const READERS: Readonly<Record<string, Reader>> = {
  '-m': ([name]) => (name === 'limit' || name === 'hashlimit' ? 'unknown' : 'yes'),
  '-p': ([name = '']) => yes(['tcp', '6', 'all'].includes(name)),
  '-i': ([name = ''], { interfaceName }) =>
    yes(name.endsWith('+') ? interfaceName.startsWith(name.slice(0, -1)) : name === interfaceName),
  '-f': () => 'no',
  '--dport': ports,
  '--dports': ports,
  '--state': states,
  '--ctstate': states,
  '--dst-type': ([kind]) => yes(kind === 'LOCAL'),
  '--tcp-flags': ([mask, set]) => (mask === 'FIN,SYN,RST,ACK' && set === 'SYN' ? 'yes' : 'unknown'),
  '--comment': anyhow,
}

// What a ruleset of nftables does to a new connection from the network to one port of this computer. Pure: it reads what
// `nft -j list ruleset` says, and where a rule asks for something that it does not know, it says so.

export type Verdict = 'accept' | 'drop' | 'unknown'

/** The connection that is asked about. */
export type Knock = Readonly<{ port: number; interfaceName: string; family: 'ip' | 'ip6' }>

type Json = Readonly<Record<string, unknown>>
type Chain = Readonly<{
  family: string
  table: string
  name: string
  hook?: string
  prio?: number
  policy?: string
}>
type Rule = Readonly<{ family: string; table: string; chain: string; expr: readonly Json[] }>
type Rules = Readonly<{ chains: readonly Chain[]; rules: readonly Rule[] }>

/** Chains that call each other in a circle are none that nftables takes; this is for what it does not write. */
const DEEPEST = 16

/** The worst that any chain of the input hook says: one that drops is enough. */
export function verdictOf(ruleset: unknown, knock: Knock): Verdict {
  const rules = readRuleset(ruleset)
  const verdicts = rules.chains
    .filter(({ hook, family }) => hook === 'input' && ['inet', knock.family].includes(family))
    .map((chain) => ofBase(rules, chain, knock))
  if (verdicts.includes('drop')) return 'drop'
  return verdicts.includes('unknown') ? 'unknown' : 'accept'
}

function readRuleset(value: unknown): Rules {
  const { nftables } = (value ?? {}) as Readonly<{ nftables?: unknown }>
  const list = (Array.isArray(nftables) ? nftables : []) as Readonly<{
    chain?: Chain
    rule?: Rule
  }>[]
  return {
    chains: list.flatMap(({ chain }) => (chain ? [chain] : [])),
    rules: list.flatMap(({ rule }) => (rule ? [rule] : [])),
  }
}

/** `returns`: the rest of this chain is passed over. */
type Step = Verdict | 'goes_on' | 'returns'

function ofBase(rules: Rules, chain: Chain, knock: Knock): Verdict {
  const step = walk(rules, chain, knock, 0)
  if (step !== 'goes_on') return step
  return chain.policy === 'drop' ? 'drop' : 'accept'
}

function walk(rules: Rules, chain: Chain, knock: Knock, depth: number): Verdict | 'goes_on' {
  if (depth > DEEPEST) return 'unknown'
  let isUnsure = false
  for (const { expr } of rules.rules.filter((rule) => isOf(rule, chain))) {
    const matches = expr.map((one) => matchOf(one, knock))
    if (matches.includes('no')) continue
    const step = actionOf(rules, chain, expr, knock, depth)
    if (step === 'goes_on') continue
    // Whether this rule is about this connection is not known: what it says may or may not hold.
    if (matches.includes('unknown') || step === 'unknown') isUnsure = true
    else if (step === 'returns') break
    else return isUnsure ? 'unknown' : step
  }
  return isUnsure ? 'unknown' : 'goes_on'
}

function isOf(rule: Rule, { family, table, name }: Chain): boolean {
  return rule.family === family && rule.table === table && rule.chain === name
}

function actionOf(
  rules: Rules,
  chain: Chain,
  expr: readonly Json[],
  knock: Knock,
  depth: number,
): Step {
  for (const one of expr) {
    if ('accept' in one) return 'accept'
    if ('drop' in one || 'reject' in one) return 'drop'
    if ('return' in one) return 'returns'
    const called = (one['jump'] ?? one['goto']) as Readonly<{ target: string }> | undefined
    const target =
      called &&
      rules.chains.find(({ name, table, family }) => {
        return name === called.target && table === chain.table && family === chain.family
      })
    const step = target && walk(rules, target, knock, depth + 1)
    // Who was sent on by `goto` comes back one chain further out.
    if (step) return step === 'goes_on' && 'goto' in one ? 'returns' : step
    if (called || 'vmap' in one || 'queue' in one) return 'unknown'
  }
  return 'goes_on'
}

type Match = 'yes' | 'no' | 'unknown'

function matchOf(expr: Json, knock: Knock): Match {
  const match = expr['match'] as Readonly<{ op: string; left: unknown; right: unknown }> | undefined
  // A limit lets pass or not, depending on what else comes.
  if (!match) return 'limit' in expr || 'xt' in expr ? 'unknown' : 'yes'
  if (isOfOthers(match.left)) return 'no'
  const value = valueOf(match.left, knock)
  if (value === undefined) return 'unknown'
  const isIn = holds(match.right, value)
  if (isIn === null) return 'unknown'
  return (match.op === '!=' ? !isIn : isIn) ? 'yes' : 'no'
}

/** A rule that reads the header of another protocol is not about this connection. */
function isOfOthers(left: unknown): boolean {
  const { payload } = (left ?? {}) as Readonly<{ payload?: Readonly<{ protocol?: string }> }>
  return ['udp', 'icmp', 'icmpv6', 'sctp', 'dccp', 'udplite'].includes(payload?.protocol ?? '')
}

/** What this connection has there; undefined = that is not known here. */
function valueOf(
  left: unknown,
  { port, interfaceName, family }: Knock,
): string | number | undefined {
  const { payload, meta, ct } = (left ?? {}) as Readonly<{
    payload?: Readonly<{ protocol?: string; field?: string }>
    meta?: Readonly<{ key?: string }>
    ct?: Readonly<{ key?: string }>
  }>
  if (payload?.field === 'dport') return port
  if (payload?.field === 'protocol' || payload?.field === 'nexthdr') return 'tcp'
  if (meta?.key === 'l4proto') return 'tcp'
  if (meta?.key === 'iifname' || meta?.key === 'iif') return interfaceName
  if (meta?.key === 'nfproto') return family === 'ip' ? 'ipv4' : 'ipv6'
  if (ct?.key === 'state') return 'new'
  return undefined
}

/** Whether a value is what stands on the right; null = that cannot be said. */
function holds(right: unknown, value: string | number): boolean | null {
  if (Array.isArray(right)) return right.some((one) => holds(one, value) === true)
  // A set by its name, of which it is not known what is in it.
  if (typeof right === 'string' && right.startsWith('@')) return null
  if (typeof right === 'string' && right.endsWith('*')) {
    return String(value).startsWith(right.slice(0, -1))
  }
  if (typeof right !== 'object' || right === null) return right === value
  const { set, range } = right as Readonly<{ set?: unknown[]; range?: [number, number] }>
  if (range) return typeof value === 'number' && value >= range[0] && value <= range[1]
  if (!set) return null
  const found = set.map((one) => holds(one, value))
  return found.includes(true) ? true : found.includes(null) ? null : false
}

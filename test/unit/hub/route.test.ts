// Who gets it, against a model that is too simple to be wrong.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../../../src/shared/model'
import { route, type Directory, type Target } from '../../../src/main/hub/routing/route'

const NAMES = ['hub', 'Phone', 'tv', 'Kitchen-Pi', 'tab-1', 'guest-77']
/** Known devices of these tests; the guest can be named, but `*` does not reach it. */
const KNOWN = NAMES.slice(1, 5)

/** Who has joined what; `empty` was left by its last one. */
const TOPICS = new Map([
  ['garden', ['tv', 'Phone']],
  ['tv', ['Kitchen-Pi']],
  ['empty', []],
])

function targetOf(name: string): Target {
  const key = KNOWN.includes(name) ? KNOWN.indexOf(name) + 1 : null
  return { id: name as DeviceId, fold: name.toLowerCase(), key }
}

const directory: Directory = {
  find: (fold) => {
    const name = NAMES.slice(1).find((one) => one.toLowerCase() === fold)
    return name === undefined ? null : targetOf(name)
  },
  all: () => KNOWN.map(targetOf),
  topic: (fold) => (TOPICS.get(fold) ?? []).map(targetOf),
}

const spelling = fc
  .tuple(fc.constantFrom(...NAMES, 'ghost', 'nobody'), fc.boolean())
  .map(([name, isLoud]) => (isLoud ? name.toUpperCase() : name))
const address = fc.oneof(
  { weight: 4, arbitrary: spelling },
  { weight: 1, arbitrary: fc.constant('*') },
  { weight: 2, arbitrary: spelling.map((name) => `!${name}`) },
  { weight: 1, arbitrary: fc.constantFrom('#garden', '#Garden', '#TV', '#empty', '#nowhere') },
)
const addresses = fc.array(address, { minLength: 1, maxLength: 12 })
const sender = fc.constantFrom(...NAMES.map((name) => name.toLowerCase()), 'stranger')

/** Whether one somebody is meant, said from its own side. */
function isMeant(name: string, list: readonly string[], from: string): boolean {
  const fold = name.toLowerCase()
  const folded = list.map((one) => one.toLowerCase())
  if (folded.includes(`!${fold}`)) return false
  const byStar = folded.includes('*') && fold !== from && name !== 'guest-77'
  const byTopic = [...TOPICS].some(
    ([topic, joined]) => joined.includes(name) && folded.includes(`#${topic}`),
  )
  return byStar || byTopic || folded.includes(fold)
}

describe('a route', () => {
  it('has exactly those who are meant, each once', () => {
    fc.assert(
      fc.property(addresses, sender, (list, from) => {
        const ids = route(list, from, directory).targets.map(({ id }) => id)
        const meant = NAMES.filter((name) => isMeant(name, list, from))
        expect([...ids].sort()).toEqual([...meant].sort())
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 2_000 },
    )
  })

  it('knows whether it is for the hub', () => {
    fc.assert(
      fc.property(
        addresses,
        sender,
        (list, from) => route(list, from, directory).isForHub === isMeant('hub', list, from),
      ),
    )
  })

  it('splits what was written into what is known and what is not', () => {
    fc.assert(
      fc.property(addresses, sender, (list, from) => {
        const { to, unknown } = route(list, from, directory)
        const isUnknown = (one: string): boolean => /^(#empty|#nowhere|ghost$|nobody$)/i.test(one)
        expect(unknown).toEqual(list.filter(isUnknown))
        expect(to).toEqual(list.filter((one) => !isUnknown(one)))
      }),
    )
  })

  it('keeps the order of the addresses', () => {
    const { targets } = route(['tv', 'hub', 'Phone', 'TV'], 'stranger', directory)
    expect(targets.map(({ id }) => id)).toEqual(['tv', 'hub', 'Phone'])
  })

  it('reaches the sender when it names itself, and not by a star', () => {
    expect(route(['tv'], 'tv', directory).targets.map(({ id }) => id)).toEqual(['tv'])
    expect(route(['*'], 'tv', directory).targets.map(({ id }) => id)).not.toContain('tv')
    expect(route(['*'], 'hub', directory).isForHub).toBe(false)
  })

  it('reaches the sender also by a topic that it joined, and a topic never the hub', () => {
    const ids = (list: string[]) => route(list, 'tv', directory).targets.map(({ id }) => id)
    expect(ids(['#garden'])).toEqual(['tv', 'Phone'])
    expect(ids(['#garden', '!tv'])).toEqual(['Phone'])
    expect(route(['#garden', '#tv'], 'hub', directory).isForHub).toBe(false)
  })

  it('knows a topic whose only one is left out', () => {
    expect(route(['#tv', '!kitchen-pi', 'hub'], 'stranger', directory)).toMatchObject({
      targets: [{ id: 'hub' }],
      unknown: [],
    })
  })

  it('leads nowhere when everybody named is left out', () => {
    expect(route(['tv', '!tv'], 'stranger', directory).targets).toEqual([])
    expect(route(['ghost'], 'stranger', directory)).toEqual({
      targets: [],
      isForHub: false,
      to: [],
      unknown: ['ghost'],
    })
  })

  it('leaves out also who is named after being excepted', () => {
    expect(route(['!tv', 'tv', 'Phone'], 'stranger', directory).targets).toHaveLength(1)
  })
})

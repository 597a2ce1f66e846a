// Every peer there can be, and the one lane it gets. The table of docs/security.md as a test.

import { describe, expect, it } from 'vitest'
import type { Lane } from '../../../src/shared/model'
import { COMMANDS, type CommandType } from '../../../src/shared/protocol/commands'
import {
  isLocalProgram,
  isTrusted,
  laneWithoutToken,
  mayUse,
  trustOf,
} from '../../../src/main/hub/devices/trust'
import type { Evidence, OriginKind } from '../../../src/main/hub/listener/types'
import { evidence } from '../../support/evidence'

const ORIGINS: readonly OriginKind[] = ['none', 'own', 'local', 'lan', 'allowed', 'foreign']
const BOTH = [false, true]

type Row = Readonly<{ peer: Evidence; what: string }>

/** Every combination of what decides: 2 × 6 × 2 × 2 = 48 peers. */
function everyPeer(): Row[] {
  return BOTH.flatMap((isSameComputer) =>
    ORIGINS.flatMap((origin) =>
      BOTH.flatMap((isProxied) =>
        BOTH.map((isCrossSite) => ({
          peer: evidence({ isSameComputer, origin, isProxied, isCrossSite }),
          what: [
            isSameComputer ? 'this computer' : 'the network',
            `origin ${origin}`,
            ...(isProxied ? ['through a proxy'] : []),
            ...(isCrossSite ? ['cross-site'] : []),
          ].join(', '),
        })),
      ),
    ),
  )
}

/** The rules in the words of docs/security.md, first match wins. */
function expected({ peer }: Row): Lane {
  const { isSameComputer, origin, isProxied, isCrossSite } = peer
  if (origin === 'foreign') return 'guest'
  if (!isSameComputer || isProxied) return 'pending'
  if (origin === 'none') return isCrossSite ? 'guest' : 'local'
  return origin === 'lan' ? 'pending' : 'guest'
}

describe('a peer without a token, when the owner is asked', () => {
  it.each(everyPeer().map((row) => ({ ...row, lane: expected(row) })))(
    '$what: $lane',
    ({ peer, lane }) => {
      expect(laneWithoutToken(peer, 'ask')).toBe(lane)
    },
  )
})

describe('a peer without a token, when the hub is open', () => {
  it.each(everyPeer())('$what: is trusted, but for a foreign page', (row) => {
    const isForeign = row.peer.origin === 'foreign'
    const lane = expected(row) === 'local' ? 'local' : 'open'
    expect(laneWithoutToken(row.peer, 'open')).toBe(isForeign ? 'guest' : lane)
  })
})

describe('a peer without a token, where only paired devices are let in', () => {
  it.each(everyPeer())('$what: has nothing to say', ({ peer }) => {
    expect(laneWithoutToken(peer, 'paired')).toBe('pending')
  })
})

describe('a program of this computer', () => {
  it('is one peer of all 48', () => {
    const programs = everyPeer().filter(({ peer }) => isLocalProgram(peer))
    expect(programs.map(({ what }) => what)).toEqual(['this computer, origin none'])
  })
})

describe('lanes on the wire', () => {
  it.each([
    ['guest', { trust: 'guest' }, false],
    ['pending', { trust: 'pending' }, false],
    ['token', { trust: 'trusted', by: 'token' }, true],
    ['local', { trust: 'trusted', by: 'local' }, true],
    ['open', { trust: 'trusted', by: 'open' }, true],
    ['owner', { trust: 'trusted', by: 'local' }, true],
  ] as const)('%s', (lane, wire, isIn) => {
    expect(trustOf(lane)).toEqual(wire)
    expect(isTrusted(lane)).toBe(isIn)
  })

  it.each([
    ['guest', ['hello', 'ping']],
    ['pending', ['hello', 'notify', 'ping']],
    ['token', Object.keys(COMMANDS)],
    ['local', Object.keys(COMMANDS)],
    ['open', Object.keys(COMMANDS)],
  ] as const)('%s may use %j', (lane, allowed) => {
    const all = Object.keys(COMMANDS) as CommandType[]
    expect(all.filter((command) => mayUse(lane, command)).sort()).toEqual([...allowed].sort())
  })
})

// The pairing window by a clock of the test's own: who knows the code, how often may be guessed, and when it is over.

import { describe, expect, it } from 'vitest'
import { Pairing } from '../../../src/main/hub/devices/pairing'
import { systemRandom } from '../../../src/main/hub/ports'
import { HandClock } from '../../support/clock'
import { evidence, lanDevice } from '../../support/evidence'

const HERE = evidence()

function opened() {
  const clock = new HandClock()
  const closed: string[] = []
  const pairing = new Pairing(clock, systemRandom, (why) => closed.push(why))
  const offer = pairing.open()
  const wrong = offer.code === '000000' ? '000001' : '000000'
  const outcome = (given: string, peer = HERE): string => {
    const result = pairing.take(given, peer, 'pair')
    return 'putBack' in result ? 'in' : result.code
  }
  return { clock, closed, pairing, offer, wrong, outcome }
}

describe('a pairing window', () => {
  it('shows six digits and 128 bits, new ones each time', () => {
    const offers = Array.from({ length: 200 }, () => opened().offer)
    for (const { code, secret } of offers) {
      expect(code).toMatch(/^\d{6}$/)
      expect(Buffer.from(secret, 'base64url')).toHaveLength(16)
    }
    expect(new Set(offers.map(({ code }) => code)).size).toBeGreaterThan(190)
    expect(new Set(offers.map(({ secret }) => secret)).size).toBe(200)
  })

  it('lets in one who knows the code or the secret, and nobody after that', () => {
    for (const by of ['code', 'secret'] as const) {
      const { offer, outcome } = opened()
      expect([outcome(offer[by]), outcome(offer[by])]).toEqual(['in', 'pairing_closed'])
    }
  })

  it('is over after two minutes, or when the owner ends it, or opens another', () => {
    const late = opened()
    late.clock.advance(119_999)
    expect(late.closed).toEqual([])
    late.clock.advance(1)
    expect([late.outcome(late.offer.code), late.closed]).toEqual(['pairing_closed', ['expired']])
    const ended = opened()
    ended.pairing.close()
    expect([ended.outcome(ended.offer.code), ended.closed]).toEqual(['pairing_closed', ['stopped']])
    const replaced = opened()
    const newer = replaced.pairing.open()
    expect(replaced.outcome(replaced.offer.secret)).toBe('pairing_closed')
    replaced.clock.advance(1_000)
    expect([replaced.outcome(newer.secret), replaced.closed]).toEqual(['in', []])
  })

  it('may be tried again when nothing came of it, as long as there is time', () => {
    const { clock, closed, pairing, offer, outcome } = opened()
    const claim = pairing.take(offer.code, HERE, 'pair')
    if (!('putBack' in claim)) throw new Error(claim.code)
    claim.putBack()
    clock.advance(100_000)
    const again = pairing.take(offer.code, HERE, 'pair')
    if (!('putBack' in again)) throw new Error(again.code)
    clock.advance(30_000)
    again.putBack()
    expect([outcome(offer.code), closed]).toEqual(['pairing_closed', []])
  })
})

describe('S-11 guessing', () => {
  it('waits 1, 2, 4, 8 s after each wrong try, and the fifth one ends it, whoever they come from', () => {
    const { clock, closed, offer, wrong, outcome } = opened()
    for (const [at, waitMs] of [1_000, 2_000, 4_000, 8_000].entries()) {
      expect(outcome(wrong, evidence({ addressKey: `127.0.0.${String(at)}` }))).toBe(
        'pairing_closed',
      )
      clock.advance(waitMs - 1)
      expect(outcome(offer.code)).toBe('rate_limited')
      clock.advance(1)
    }
    expect(closed).toEqual([])
    expect(outcome('no-secret', lanDevice())).toBe('pairing_closed')
    expect(closed).toEqual(['tries'])
    clock.advance(60_000)
    expect(outcome(offer.code)).toBe('pairing_closed')
  })

  it('one address alone cannot end it', () => {
    const { clock, closed, offer, wrong, outcome } = opened()
    for (let n = 0; n < 3; n++) {
      expect(outcome(wrong)).toBe('pairing_closed')
      clock.advance(8_000)
    }
    expect([outcome(wrong), outcome(offer.code)]).toEqual(['rate_limited', 'rate_limited'])
    expect(outcome(offer.secret, lanDevice())).toBe('in')
    expect(closed).toEqual([])
  })

  it('10,000 guesses from 254 addresses are five that count', () => {
    const { clock, pairing, outcome } = opened()
    let counted = 0
    for (let n = 0; n < 10_000; n++) {
      const peer = lanDevice(n % 254)
      if (outcome(`guess-${String(n)}`, peer) === 'pairing_closed' && counted < 5) counted++
      clock.advance(10)
      if (counted === 5) break
    }
    expect(counted).toBe(5)
    expect(pairing.take('x', lanDevice(), 'pair')).toMatchObject({ code: 'pairing_closed' })
  })
})

describe('S-12 six digits on the way', () => {
  it('are refused where somebody could read them, whether a window is open or not, and cost no try', () => {
    const { pairing, offer, outcome } = opened()
    const proxied = evidence({ isProxied: true })
    for (let n = 0; n < 20; n++) expect(outcome(offer.code, lanDevice())).toBe('tls_required')
    expect(outcome(offer.code, proxied)).toBe('tls_required')
    expect(outcome(offer.code, evidence({ isSameComputer: false, isEncrypted: true }))).toBe('in')
    pairing.close()
    expect(outcome(offer.code, lanDevice())).toBe('tls_required')
  })
})

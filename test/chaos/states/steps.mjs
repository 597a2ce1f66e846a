// The steps of a delivery that are broken into: what it is before and after, who makes it, and to whom it goes.

/** The receivers: one that is there, one that comes back in the moment of the step, one that comes back after it. */
export const HERE = 's1'
export const RETURNS = 's2'
export const AWAY = 's3'

/** Seconds; so that what is to expire does so while it is struck. */
export const SHORT_TTL = 1

/** A delivery goes from the state before to the one after by what `by` does.
 * @typedef {{ name: string, to: string, before: readonly Deed[], deed: Deed | 'publish' | 'come' | 'cancel' | 'replace' | 'wait',
 *   after: string }} Step `before`: what its receiver does to bring it to where the step begins */

/** What a receiver does.
 * @typedef {'ack' | 'read' | 'dismiss' | 'act'} Deed */

/** @type {readonly Step[]} */
export const STEPS = [
  { name: 'new to queued', to: RETURNS, before: [], deed: 'publish', after: 'delivered' },
  { name: 'queued to sent', to: RETURNS, before: [], deed: 'come', after: 'delivered' },
  { name: 'sent to delivered', to: HERE, before: [], deed: 'ack', after: 'delivered' },
  { name: 'sent to read', to: HERE, before: [], deed: 'read', after: 'read' },
  { name: 'delivered to read', to: HERE, before: ['ack'], deed: 'read', after: 'read' },
  {
    name: 'delivered to dismissed',
    to: HERE,
    before: ['ack'],
    deed: 'dismiss',
    after: 'dismissed',
  },
  { name: 'delivered to acted', to: HERE, before: ['ack'], deed: 'act', after: 'acted' },
  { name: 'read to dismissed', to: HERE, before: ['read'], deed: 'dismiss', after: 'dismissed' },
  { name: 'read to acted', to: HERE, before: ['read'], deed: 'act', after: 'acted' },
  { name: 'queued to cancelled', to: AWAY, before: [], deed: 'cancel', after: 'cancelled' },
  { name: 'queued to replaced', to: AWAY, before: [], deed: 'replace', after: 'replaced' },
  { name: 'queued to expired', to: AWAY, before: [], deed: 'wait', after: 'expired' },
]

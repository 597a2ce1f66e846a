// Where a device opens the hub's page to be paired. Pure.

import type { HubStatus } from '../../../../shared/views'

/** In clear, which browsers open at once, or encrypted, of which they warn once. */
export type Scheme = 'http' | 'https'

/** The page of an offer, by this scheme; what stands behind its # stays. */
export function pageFor(url: string, scheme: Scheme): string {
  return url.replace(/^https?:/, `${scheme}:`)
}

/** What one types where nothing can be scanned. The six digits are taken encrypted alone, so it says https. */
export function typedAt({ addresses, port }: HubStatus, isEncrypted: boolean): string {
  const address = addresses.find(({ kind }) => kind !== 'loopback')?.text ?? `localhost:${port}`
  return isEncrypted ? `https://${address}` : address
}

/** Six digits in two threes, as one reads them out. */
export function digitsOf(code: string): readonly Readonly<{ at: number; text: string }>[] {
  return [0, 3].map((at) => ({ at, text: code.slice(at, at + 3) }))
}

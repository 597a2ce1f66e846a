// Knocks at the hub's own addresses, as a device would.

import { get } from 'node:http'
import type { HubAddress } from '../../../shared/views'

/** `reason`: why it was not answered; null = it was. */
export type Knocked = Readonly<{ address: string; reason: string | null }>

const PATIENCE_MS = 3_000

/** Asks whoever listens there whether it is well. */
export function knock({ text, url }: Pick<HubAddress, 'text' | 'url'>): Promise<Knocked> {
  return new Promise((resolve) => {
    const end = (reason: string | null): void => resolve({ address: text, reason })
    const asked = get(
      new URL('v1/health', url),
      { agent: false, timeout: PATIENCE_MS },
      (answer) => {
        answer.resume()
        end(answer.statusCode === 200 ? null : `HTTP ${String(answer.statusCode)}`)
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('timeout')))
    asked.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

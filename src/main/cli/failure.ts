// How a command ends when it does not succeed: a code for scripts, a sentence for people, an exit code for both.

import { m } from '../../shared/messages/messages'

/** What the process ends with. */
export const EXIT = { done: 0, failed: 1, usage: 2, noHub: 3, unconfirmed: 4 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** Thrown anywhere in a command, and told once at its end. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  constructor(
    readonly exit: Exit,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message)
  }
}

/** The command line itself is wrong. */
export function wrongUsage(message: string): CliFailure {
  return new CliFailure(EXIT.usage, 'usage', message)
}

/** What only the owner may, at the hub's own computer. */
export function ownerOnly(message: string = m.cli_error_owner_only()): CliFailure {
  return new CliFailure(EXIT.usage, 'owner_only', message)
}

/** Nobody answers at this address. */
export function unreachable(url: string, reason: string): CliFailure {
  return new CliFailure(EXIT.noHub, 'no_hub', m.cli_error_unreachable({ url, reason }))
}

/** Nobody answers for this data folder. */
export function noHub(dataDir: string): CliFailure {
  return new CliFailure(EXIT.noHub, 'no_hub', m.cli_error_no_hub({ folder: dataDir }))
}

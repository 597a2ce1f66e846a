// The hub's refusals in the person's language. The hub words them in English, with what is wrong in detail.

import type { ControlError } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import { baseLocale, getLocale } from '../../shared/messages/runtime'
import type { ErrorCode } from '../../shared/protocol/errors'
import { CliFailure, EXIT } from './failure'

type Words = (inputs: { field: string }) => string

/** Those that the command line can meet. */
const WORDS: Partial<Record<ErrorCode, Words>> = {
  bad_frame: m.cli_refused_bad_frame,
  bad_field: m.cli_refused_bad_field,
  unknown_type: m.cli_refused_unknown_type,
  unauthorized: m.cli_refused_unauthorized,
  not_trusted: m.cli_refused_not_trusted,
  unknown_recipient: m.cli_refused_unknown_recipient,
  unknown_id: m.cli_refused_unknown_id,
  not_found: m.cli_refused_not_found,
  ref_conflict: m.cli_refused_ref_conflict,
  id_taken: m.cli_refused_id_taken,
  too_large: m.cli_refused_too_large,
  rate_limited: m.cli_refused_rate_limited,
  internal: m.cli_refused_internal,
  shutting_down: m.cli_refused_shutting_down,
  storage_full: m.cli_refused_storage_full,
  queue_full: m.cli_refused_queue_full,
}

/** A refusal of the hub as the end of a command. */
export function refused(error: ControlError): CliFailure {
  return new CliFailure(EXIT.failed, error.code, sentenceOf(error), error.field)
}

/** The hub's own sentence in English, since it says most; else ours for its code. */
export function sentenceOf({ code, message, field = '' }: ControlError): string {
  if (getLocale() === baseLocale) return message
  return WORDS[code as ErrorCode]?.({ field }) ?? message
}

// A line of the audit as a person reads it, in the window and on the command line.

import { m } from './messages/messages'
import type { AuditEntry, AuditWhat } from './views'

type Words = (parts: { who: string; address: string; detail: string }) => string

const WORDS: Readonly<Record<AuditWhat, Words>> = {
  allowed: m.audit_allowed,
  allowed_once: m.audit_allowed_once,
  paired: m.audit_paired,
  blocked: m.audit_blocked,
  unblocked: m.audit_unblocked,
  revoked: m.audit_revoked,
  forgotten: m.audit_forgotten,
  renamed: m.audit_renamed,
  scopes: m.audit_scopes,
  rotated: m.audit_rotated,
  policy: m.audit_policy,
  wrong_token: m.audit_wrong_token,
  wrong_code: m.audit_wrong_code,
  refused_host: m.audit_refused_host,
  refused_origin: m.audit_refused_origin,
}

/** What happened, in a sentence. */
export function auditText({ what, who, name, address, detail }: AuditEntry): string {
  const isNamed = who !== null && name !== null && name !== '' && name !== who
  const named = isNamed ? m.audit_who({ name, id: who }) : (who ?? '–')
  return WORDS[what]({ who: named, address: address ?? '–', detail: detail || '–' })
}

// `doctor`: why a device cannot reach the hub, and what to do about it.

import { findingText, type Finding, type Severity } from '../../shared/doctor'
import { m } from '../../shared/messages/messages'
import type { Call, Command } from './call'
import { CliFailure, EXIT, wrongUsage } from './failure'

const MARKS = { trouble: ['✗', 'red'], hint: ['•', 'yellow'], good: ['✓', 'green'] } as const

export const doctorCommand: Command = {
  syntax: 'doctor',
  about: m.cli_help_doctor,
  ownerOnly: m.cli_error_owner_only,
  options: {},
  run: async (call) => {
    if (call.words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'doctor' }))
    const findings = await call.ask('doctor', null)
    for (const finding of findings) tell(call, finding)
    const count = findings.filter(({ severity }) => severity === 'trouble').length
    if (count > 0) throw new CliFailure(EXIT.failed, 'trouble', m.cli_doctor_trouble({ count }))
    if (!call.isJson) call.out.note(m.cli_doctor_well())
  },
}

function tell({ isJson, out }: Call, finding: Finding): void {
  const { says, todo } = findingText(finding)
  if (isJson) return out.json({ ...finding, says, todo })
  const [mark, style] = MARKS[finding.severity satisfies Severity]
  out.line(`${out.paint(style, mark)} ${says}`)
  if (todo !== '') for (const line of todo.split('\n')) out.line(`    ${line}`)
}

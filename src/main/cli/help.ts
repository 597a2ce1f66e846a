// The texts of `--help`.

import { m } from '../../shared/messages/messages'
import type { Command } from './call'
import { pad, widthOf } from './text'

/** All of it. */
export function fullHelp(commands: Readonly<Record<string, Command>>): string {
  const options: [string, string][] = [
    ['--data DIR', m.cli_help_data()],
    ['--json', m.cli_help_json()],
    ['--help', m.cli_help_help()],
    ['--version', m.cli_help_version()],
  ]
  const rows = Object.entries(commands).map(([name, { about }]): [string, string] => [
    name,
    about(),
  ])
  return [
    m.cli_help_about(),
    '',
    `${m.cli_help_usage()} bellhop [--data DIR] [--json] COMMAND`,
    '',
    ...indented(rows),
    '',
    ...indented(options),
    '',
    m.cli_help_exit(),
    m.cli_help_more(),
  ].join('\n')
}

/** One command's. */
export function commandHelp({ syntax, about }: Command): string {
  return `${m.cli_help_usage()} bellhop ${syntax}\n\n${about()}`
}

function indented(rows: readonly [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => widthOf(left)))
  return rows.map(([left, right]) => `  ${pad(left, width)}  ${right}`)
}

// The texts of `--help`, out of the one table of commands.

import { m } from '../../shared/messages/messages'
import { COMMON, type Options } from './arguments'
import type { Command } from './call'
import { pad, widthOf } from './text'

/** All of it. */
export function fullHelp(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, { about }]): Row => [name, about()])
  const elsewhere = Object.keys(commands).filter((name) => !commands[name]?.ownerOnly)
  return [
    m.cli_help_about(),
    '',
    `${m.cli_help_usage()} bellhop [--data DIR | --url URL] [--json] COMMAND`,
    '',
    ...indented(rows),
    m.cli_help_elsewhere({ commands: elsewhere.join(', ') }),
    '',
    ...indented(rowsOf(COMMON)),
    '',
    m.cli_help_exit(),
    m.cli_help_more(),
  ].join('\n')
}

/** One command's. */
export function commandHelp({ syntax, about, options, ownerOnly }: Command): string {
  const own = rowsOf(options)
  const below = own.length === 0 ? [] : ['', ...indented(own)]
  const last = ownerOnly ? ['', ownerOnly()] : []
  return [`${m.cli_help_usage()} bellhop ${syntax}`, '', about(), ...below, ...last].join('\n')
}

type Row = readonly [string, string]

function rowsOf(options: Options): Row[] {
  return Object.entries(options).map(([name, { value, about }]): Row => [
    value === undefined ? `--${name}` : `--${name} ${value}`,
    about(),
  ])
}

function indented(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => widthOf(left)))
  return rows.map(([left, right]) => `  ${pad(left, width)}  ${right}`)
}

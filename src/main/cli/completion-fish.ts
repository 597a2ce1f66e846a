// The completion for fish.

import type { Suggestion } from './arguments'
import type { Completed, CompletedOption } from './completion'

/** The script. */
export function fishScript(
  commands: readonly Completed[],
  common: readonly CompletedOption[],
): string {
  const none = `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`
  return `# fish completion for bellhop: put it into ~/.config/fish/completions/bellhop.fish

function __bellhop_devices
    set -l words (commandline -opc)
    set -l hub
    for at in (seq 2 (count $words))
        if contains -- $words[$at] ${common.flatMap(({ name, takesValue }) => (takesValue ? [`--${name}`] : [])).join(' ')}
            set hub $hub $words[$at] $words[(math $at + 1)]
        end
    end
    set -l before (string match -r '^.*,' -- (commandline -ct))
    for id in hub ($words[1] $hub devices --json 2>/dev/null | string replace -rf '^{"id":"([^"]*)".*' '$1')
        echo "$before$id"
    end
end

complete -c bellhop -f
${common.map((one) => line('', one)).join('\n')}
${commands.map(({ name, about }) => `complete -c bellhop -n ${quoted(none)} -a ${name} -d ${quoted(about)}`).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`
}

function commandLines({ name, options, words }: Completed): string[] {
  const seen = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
  const own = options.map((one) => line(`${seen} `, one))
  const word = Array.isArray(words)
    ? [`complete -c bellhop ${seen} -a ${quoted(words.join(' '))}`]
    : []
  return [...own, ...word]
}

function line(condition: string, { name, about, takesValue, suggest }: CompletedOption): string {
  const value = takesValue ? ` ${offer(suggest)}` : ''
  return `complete -c bellhop ${condition}-l ${name}${value} -d ${quoted(about)}`
}

function offer(suggest: Suggestion | null): string {
  if (suggest === null) return '-x'
  if (suggest === 'device') return `-x -a '(__bellhop_devices)'`
  if (suggest === 'file') return '-r -F'
  if (suggest === 'folder') return `-x -a '(__fish_complete_directories)'`
  return `-x -a ${quoted(suggest.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`
}

// The completion for bash, without the package bash-completion.

import type { Suggestion } from './arguments'
import type { Completed, CompletedOption } from './completion'

/** The script. */
export function bashScript(
  commands: readonly Completed[],
  common: readonly CompletedOption[],
): string {
  const valued = common.filter(({ takesValue }) => takesValue).map(({ name }) => `--${name}`)
  return `# bash completion for bellhop: source it, or put it into /usr/share/bash-completion/completions/bellhop

_bellhop_devices() {
  "\${typed[0]}" "\${hub[@]}" devices --json 2>/dev/null | sed -n 's/^{"id":"\\([^"]*\\)".*/\\1/p'
}

# What stands before the last comma of a list stays as it is.
_bellhop_list() {
  local before=
  case $cur in *,*) before=\${cur%,*}, ;; esac
  COMPREPLY=($(compgen -P "$before" -W "$(_bellhop_devices) hub" -- "\${cur##*,}"))
}

_bellhop() {
  local line=\${COMP_LINE:0:COMP_POINT} typed=() hub=() cur prev command='' options='' words='' at last
  # Bash itself would take the colons of an address for the ends of words.
  read -r -a typed <<<"$line"
  case $line in *[[:space:]]) typed+=('') ;; esac
  last=$((\${#typed[@]} - 1))
  cur=\${typed[last]}
  prev=\${typed[last-1]}
  COMPREPLY=()
  for ((at = 1; at < last; at++)); do
    case \${typed[at]} in
      --) return ;;
      ${valued.join(' | ')})
        hub+=("\${typed[at]}" "\${typed[at+1]}")
        at=$((at + 1)) ;;
      -*) ;;
      *) [ -n "$command" ] || command=\${typed[at]} ;;
    esac
  done
  case $command:$prev in
${[...arms('*', common), ...commands.flatMap(({ name, options }) => arms(name, options))].join('\n')}
  esac
  case $command in
    '') options='${names(common)}' words='${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map((command) => commandArm(command, common)).join('\n')}
  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
  esac
}

complete -F _bellhop bellhop
`
}

/** What comes behind an option that takes a value. */
function arms(command: string, options: readonly CompletedOption[]): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, suggest }) => `    ${command}:--${name}) ${offer(suggest)}; return ;;`)
}

function offer(suggest: Suggestion | null): string {
  if (suggest === null) return ':'
  if (suggest === 'device') return '_bellhop_list'
  if (suggest === 'file') return 'COMPREPLY=($(compgen -f -- "$cur"))'
  if (suggest === 'folder') return 'COMPREPLY=($(compgen -d -- "$cur"))'
  return `COMPREPLY=($(compgen -W '${suggest.join(' ')}' -- "$cur"))`
}

function commandArm(
  { name, options, words }: Completed,
  common: readonly CompletedOption[],
): string {
  const offered = Array.isArray(words) ? words.join(' ') : ''
  return `    ${name}) options='${names([...options, ...common])}' words='${offered}' ;;`
}

function names(options: readonly CompletedOption[]): string {
  return options.map(({ name }) => `--${name}`).join(' ')
}

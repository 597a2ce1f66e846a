// The completion for zsh.

import type { Suggestion } from './arguments'
import type { Completed, CompletedOption } from './completion'

/** The script. */
export function zshScript(
  commands: readonly Completed[],
  common: readonly CompletedOption[],
): string {
  return `#compdef bellhop
# zsh completion for bellhop: put it as _bellhop into a folder of $fpath, or source it behind compinit

_bellhop_devices() {
  local -a known hub
  local name
  for name in ${common.flatMap(({ name, takesValue }) => (takesValue ? [`--${name}`] : [])).join(' ')}; do
    (( \${+opt_args[$name]} )) && hub+=("$name" "\${(Q)opt_args[$name]}")
  done
  known=(hub \${(f)"$(\${(Q)words[1]:-bellhop} $hub devices --json 2>/dev/null | sed -n 's/^{"id":"\\([^"]*\\)".*/\\1/p')"})
  _values -s , device $known
}

_bellhop() {
  local context state line
  local -A opt_args
  _arguments -C \\
${common.map((one) => `    ${spec(one)} \\`).join('\n')}
    '1:command:->command' \\
    '*::word:->words'
  case $state in
    command)
      local -a commands=(
${commands.map(({ name, about }) => `        ${quoted(`${name}:${about}`)}`).join('\n')}
      )
      _describe command commands ;;
    words)
      case $line[1] in
${commands.map((command) => commandArm(command, common)).join('\n')}
      esac ;;
  esac
}

if [ "$funcstack[1]" = _bellhop ]; then _bellhop "$@"; else compdef _bellhop bellhop; fi
`
}

function commandArm(
  { name, options, words }: Completed,
  common: readonly CompletedOption[],
): string {
  const specs = [...options, ...common].map(spec)
  const word = Array.isArray(words) ? [`'1:word:(${words.join(' ')})'`] : []
  return `        ${name}) _arguments ${[...specs, ...word, `'*: :()'`].join(' ')} ;;`
}

function spec({ name, about, takesValue, isMultiple, suggest }: CompletedOption): string {
  const text = about.replace(/[[\]\\:]/g, '\\$&')
  const value = takesValue ? `:${name}:${offer(suggest)}` : ''
  return quoted(`${isMultiple ? '*' : ''}--${name}[${text}]${value}`)
}

function offer(suggest: Suggestion | null): string {
  if (suggest === null) return ' '
  if (suggest === 'device') return '_bellhop_devices'
  if (suggest === 'file') return '_files'
  if (suggest === 'folder') return '_files -/'
  return `(${suggest.join(' ')})`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

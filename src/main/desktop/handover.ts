// Whether a start of the packaged app is a command for the command line. Pure.

import { LINK_SCHEME } from '../../shared/screens'

/** Options of the command line that stand without a command, or before it. */
const OPTIONS: ReadonlySet<string> = new Set([
  ...['--help', '-h', '--version', '--json', '--data'],
  ...['--url', '--token-file', '--pin'],
])

/** Any word that is neither a switch nor one of our links is a command, also one that does not exist. */
export function isCommandLine(words: readonly string[]): boolean {
  const [first] = words
  if (first === undefined) return false
  if (OPTIONS.has(first.split('=', 1)[0] ?? '')) return true
  return !first.startsWith('-') && !first.toLowerCase().startsWith(`${LINK_SCHEME}:`)
}

/** The words that may be switches to Chromium: behind `--` none is. */
export function switchesAmong(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--')
  return end === -1 ? words : words.slice(0, end)
}

// `completion`: what a shell needs to complete a command line, written out of the one table of commands. Pure but
// for the printing.

import { m } from '../../shared/messages/messages'
import { COMMON, type Options, type Suggestion } from './arguments'
import type { Command } from './call'
import { wrongUsage } from './failure'
import { bashScript } from './completion-bash'
import { fishScript } from './completion-fish'
import { zshScript } from './completion-zsh'

/** A command as shells see it. */
export type Completed = Readonly<{
  name: string
  about: string
  options: readonly CompletedOption[]
  words: Suggestion | null
}>

export type CompletedOption = Readonly<{
  name: string
  about: string
  takesValue: boolean
  isMultiple: boolean
  suggest: Suggestion | null
}>

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript }
const SHELLS = Object.keys(SCRIPTS)

/** The command, for this table of all the others. */
export function completionCommand(commands: () => Readonly<Record<string, Command>>): Command {
  return {
    syntax: 'completion bash | zsh | fish',
    about: m.cli_help_completion,
    options: {},
    words: SHELLS,
    run: ({ words, around }) => {
      const [shell = '', ...more] = words
      const script = SCRIPTS[shell as keyof typeof SCRIPTS] as typeof bashScript | undefined
      if (!SHELLS.includes(shell) || script === undefined || more.length > 0) {
        throw wrongUsage(m.cli_usage_completion())
      }
      around.stdout.write(script(completedOf(commands()), optionsOf(COMMON)))
      return Promise.resolve()
    },
  }
}

function completedOf(commands: Readonly<Record<string, Command>>): Completed[] {
  return Object.entries(commands).map(([name, { about, options, words = null }]) => ({
    name,
    about: about(),
    options: optionsOf(options),
    words,
  }))
}

function optionsOf(options: Options): CompletedOption[] {
  return Object.entries(options).map(
    ([name, { type, multiple = false, suggest = null, about }]) => ({
      name,
      about: about(),
      takesValue: type === 'string',
      isMultiple: multiple,
      suggest,
    }),
  )
}

// `settings`: what the hub runs with, and how its owner changes it.

import type { ControlSettings } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { SettingKey } from '../../shared/settings'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import type { Cell } from './table'

export const settingsCommand: Command = {
  syntax: 'settings [KEY [VALUE]]',
  about: m.cli_help_settings,
  ownerOnly: m.cli_error_owner_only,
  options: {},
  run: async (call) => {
    const [key, value, ...more] = call.words
    if (more.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'settings' }))
    const settings = await call.ask('settings', {
      ...(key === undefined ? {} : { key }),
      ...(value === undefined ? {} : { value }),
    })
    if (call.isJson) call.out.json(lineOf(settings))
    else if (key === undefined) call.out.rows(rowsOf(settings))
    else tellOne(call, settings, key as SettingKey)
  },
}

/** Values by key; `overridden` only where something is. */
function lineOf({ values, overridden }: ControlSettings): object {
  return Object.keys(overridden).length === 0 ? values : { ...values, overridden }
}

/** The bare value, so that a script can use it; a sentence beside it where it is overridden. */
function tellOne({ out }: Call, settings: ControlSettings, key: SettingKey): void {
  out.line(shown(settings.values[key]))
  const note = noteOf(settings, key)
  if (note !== '') out.note(note)
}

function rowsOf(settings: ControlSettings): Cell[][] {
  const keys = Object.keys(settings.values) as SettingKey[]
  return keys.map((key) => [
    { text: key, style: 'bold' },
    shown(settings.values[key]),
    { text: noteOf(settings, key), style: 'yellow' },
  ])
}

function noteOf({ overridden }: ControlSettings, key: SettingKey): string {
  const override = overridden[key]
  if (override === undefined) return ''
  const kept = shown(override.kept)
  return override.by === 'environment'
    ? m.cli_setting_by_environment({ kept })
    : m.cli_setting_by_command_line({ kept })
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value)
}

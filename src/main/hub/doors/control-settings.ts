// The owner's settings as the command line reads and changes them: values as a person types them, checked key
// by key. Where they are kept is the host's business.

import * as v from 'valibot'
import type { ControlError, ControlSettings, Overrides } from '../../../shared/control'
import { refuse } from '../../../shared/protocol/errors'
import {
  DEFAULT_SETTINGS,
  settingsSchema,
  type SettingKey,
  type Settings,
} from '../../../shared/settings'
import type { Hub, SettingsPort } from '../face'

/** A host that knows which settings the environment or its command line overrides says so. */
export type ControlSettingsPort = SettingsPort & Readonly<{ overridden?: () => Overrides }>

type Answer = Readonly<{ value: ControlSettings }> | ControlError

/** One setting or all of them, as they are in force. */
export function readSettings(hub: Hub, port: ControlSettingsPort, key: string | undefined): Answer {
  if (key === undefined) return { value: inForce(hub, port, KEYS) }
  return isKey(key) ? { value: inForce(hub, port, [key]) } : unknownKey(key)
}

/** Checks and keeps one setting; answers what is in force for it now. */
export async function changeSettings(
  hub: Hub,
  port: ControlSettingsPort,
  key: string,
  typed: string,
): Promise<Answer> {
  if (!isKey(key)) return unknownKey(key)
  const parsed = v.safeParse(settingsSchema.entries[key], fromTyped(key, typed), {
    abortEarly: true,
  })
  if (!parsed.success) {
    const message = `The setting “${key}” cannot be that: ${parsed.issues[0].message}`
    return refuse('bad_field', { field: key, message })
  }
  try {
    await port.write({ [key]: parsed.output })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return refuse('bad_field', { field: key, message })
  }
  const { failure } = hub.status()
  const isAtFault = failure !== null && (key === 'port' || key === 'host')
  if (isAtFault) return refuse('bad_field', { field: key, message: failure.message })
  return { value: inForce(hub, port, [key]) }
}

const KEYS = Object.keys(DEFAULT_SETTINGS) as SettingKey[]

function isKey(key: string): key is SettingKey {
  return Object.hasOwn(DEFAULT_SETTINGS, key)
}

function unknownKey(key: string): ControlError {
  return refuse('bad_field', { field: 'key', message: `There is no setting “${key}”.` })
}

function inForce(
  hub: Hub,
  port: ControlSettingsPort,
  keys: readonly SettingKey[],
): ControlSettings {
  const pick = (from: object): [string, unknown][] =>
    Object.entries(from).filter(([key]) => keys.includes(key as SettingKey))
  const values: Partial<Settings> = Object.fromEntries(pick(port.read()))
  const overridden: Overrides = Object.fromEntries(pick(port.overridden?.() ?? {}))
  // A free port was asked for: which one it became is known to the hub alone.
  const actual = hub.status().port
  const isPicked = overridden.port !== undefined && actual > 0
  return { values: isPicked ? { ...values, port: actual } : values, overridden }
}

/** What a person types, by the form of the setting: `null` or nothing resets, lists are split at commas. */
function fromTyped(key: SettingKey, typed: string): unknown {
  const usual = DEFAULT_SETTINGS[key]
  if (Array.isArray(usual))
    return typed
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  if (typeof usual === 'number') return /^\d{1,9}$/.test(typed) ? Number(typed) : typed
  if (typeof usual === 'boolean') return WORDS.get(typed.toLowerCase()) ?? typed
  if (usual === null) return typed === 'null' || typed === '' ? null : typed
  return typed
}

const WORDS = new Map([
  ['true', true],
  ['on', true],
  ['yes', true],
  ['false', false],
  ['off', false],
  ['no', false],
])

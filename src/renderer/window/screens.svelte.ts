// Screens that a first look does not need: their code comes when they are opened. Knows which there are, not what they show.

import type { Component } from 'svelte'
import type { Desk } from './desk.svelte'

type Loaded = Component<{ desk: Desk }>

const LOADERS = {
  chosen: () => import('./views/detail/ChosenNotes.svelte'),
  composer: () => import('./views/compose/Composer.svelte'),
  connect: () => import('./views/connect/ConnectView.svelte'),
  forward: () => import('./views/detail/ForwardSheet.svelte'),
  keys: () => import('./views/keys/KeysDialog.svelte'),
  palette: () => import('./views/palette/Palette.svelte'),
  rowMenu: () => import('./views/feed/RowMenu.svelte'),
  requests: () => import('./views/requests/RequestsView.svelte'),
  scheduled: () => import('./views/scheduled/ScheduledView.svelte'),
  settings: () => import('./views/settings/SettingsView.svelte'),
} as const satisfies Record<string, () => Promise<{ default: Loaded }>>

export type ScreenName = keyof typeof LOADERS
const NAMES = Object.keys(LOADERS) as ScreenName[]

let loaded = $state.raw<Partial<Record<ScreenName, Loaded>>>({})

/** Whether its code is there. */
export function isThere(name: ScreenName): boolean {
  return loaded[name] !== undefined
}

/** The screen's component once its code is there; until then it is asked for. */
export function screenOf(name: ScreenName): Loaded | undefined {
  const view = loaded[name]
  if (view === undefined) void load(name)
  return view
}

/** Brings the code of all of them, for who cannot wait when one is opened. */
export async function loadScreens(): Promise<void> {
  await Promise.all(NAMES.map(load))
}

async function load(name: ScreenName): Promise<void> {
  const view = (await LOADERS[name]()).default
  if (loaded[name] === undefined) loaded = { ...loaded, [name]: view }
}

// What there is around the client: the page's or Node's own things, as much of them as is used.

import { memory } from './keeping'
import type { Options, Store } from './types'

/** The page or Node. */
export type World = Readonly<{
  WebSocket?: Options['WebSocket']
  localStorage?: Store
  location?: Readonly<{ origin: string }>
  addEventListener?: (name: 'online', listener: () => void) => void
}>

/** `http` or `https`, host and port. */
export function originOf(url: string): string {
  return new URL(url.replace(/^ws/i, 'http')).origin
}

/** A page that may not store anything, in a sandbox, throws when it only looks. */
export function ownStore(world: World): Store {
  try {
    return world.localStorage ?? memory()
  } catch {
    return memory()
  }
}

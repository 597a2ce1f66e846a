// Who gets it: from addresses to targets. Pure; the directory is handed in.

import { HUB_ID, type DeviceId } from '../../../shared/model'
import { foldId, parseAddress, type Address } from '../../../shared/protocol/addresses'
import type { DeviceKey } from '../history/types'

/** Somebody a notification can go to. */
export type Target = Readonly<{
  id: DeviceId
  /** Folded ID. */
  fold: string
  /** Its queue in the store; null = it has none and gets only what comes while it is there. */
  key: DeviceKey | null
}>

export type Directory = Readonly<{
  /** By folded ID, or null when nobody here goes by it. */
  find: (fold: string) => Target | null
  /** Whom `*` reaches, without the hub. */
  all: () => readonly Target[]
  /** Who has joined a topic, by its folded name. */
  topic: (fold: string) => Iterable<Target>
}>

export type Route = Readonly<{
  /** Each once, in the order of the addresses. */
  targets: readonly Target[]
  isForHub: boolean
  /** The addresses as written, without those that name nothing. */
  to: readonly string[]
  unknown: readonly string[]
}>

type Named = Extract<Address, { kind: 'device' | 'topic' }>

const HUB: Target = { id: HUB_ID, fold: 'hub', key: null }

/** Resolves addresses. `sender` is a folded ID: `*` leaves it out, its own name does not. */
export function route(addresses: readonly string[], sender: string, directory: Directory): Route {
  const found = new Map<string, Target>()
  const except = new Set<string>()
  const unknown: string[] = []
  const add = (target: Target): void => void found.set(target.fold, target)
  for (const written of addresses) {
    const address = parseAddress(written)
    if (address?.kind === 'except') except.add(address.key)
    else if (address?.kind === 'all') addAll(sender, directory, add)
    else {
      let isKnown = false
      for (const target of address ? named(address, directory) : []) {
        isKnown = true
        add(target)
      }
      if (!isKnown) unknown.push(written)
    }
  }
  for (const fold of except) found.delete(fold)
  return {
    targets: [...found.values()],
    isForHub: found.has(foldId(HUB_ID)),
    to: unknown.length === 0 ? addresses : addresses.filter((one) => !unknown.includes(one)),
    unknown,
  }
}

/** Those of one name. Who joined a topic gets also what it sends there itself. */
function named({ kind, key }: Named, directory: Directory): Iterable<Target> {
  if (kind === 'topic') return directory.topic(key)
  const target = key === HUB.fold ? HUB : directory.find(key)
  return target ? [target] : []
}

function addAll(sender: string, directory: Directory, add: (target: Target) => void): void {
  if (sender !== HUB.fold) add(HUB)
  for (const target of directory.all()) if (target.fold !== sender) add(target)
}

// What a hello makes of a connection: who it is from now on, or why not. Decides by the registry, the blocks
// and what the owner approved; sends nothing.

import type { DeviceId, Lane } from '../../../shared/model'
import { foldId, mayBeTaken } from '../../../shared/protocol/addresses'
import type { Hello } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Evidence } from '../listener/types'
import { blockOfId, type RegisteredDevice, type Registry } from './registry'
import { isLocalProgram, isOverheard } from './trust'

/** Who a connection is before its hello. */
export type Greeter = Readonly<{
  lane: Lane
  peer: Evidence
  /** The ID it took or asked for by an earlier hello, or by its token; null = none yet. */
  takenId: DeviceId | null
}>

export type Greeting =
  | Readonly<{ kind: 'refused'; refusal: Refusal; isBlocked?: true; overheard?: RegisteredDevice }>
  /** Its token proves this device. */
  | Readonly<{ kind: 'proved'; device: RegisteredDevice }>
  /** A trusted peer that takes a free ID, or one that it may take. */
  | Readonly<{ kind: 'takes'; id: DeviceId; by: 'local' | 'open' }>
  /** It stays who it was: no ID was given, or its own again. */
  | Readonly<{ kind: 'stays' }>
  /** It knows, or does not know, what the owner shows to be paired as this device. */
  | Readonly<{ kind: 'pairs'; id: DeviceId; code: string }>
  /** The owner must decide whether it becomes this device; null = it gave no ID. */
  | Readonly<{ kind: 'asks'; id: DeviceId | null }>

/** Decides what a hello means. Pure but for reading the registry. */
export function greet(greeter: Greeter, hello: Hello, registry: Registry): Greeting {
  if (hello.pair !== undefined) return greetByCode(greeter, hello, hello.pair)
  if (hello.token !== undefined) return greetByToken(greeter, hello, hello.token, registry)
  if (hello.id === undefined)
    return greeter.lane === 'pending' ? { kind: 'asks', id: null } : { kind: 'stays' }
  return greetById(greeter, hello.id, registry)
}

function greetByCode({ takenId }: Greeter, { id }: Hello, code: string): Greeting {
  if (id === undefined) {
    const message = 'Say with the code under which ID this is to be paired.'
    return refused(refuse('bad_field', { field: 'id', message }))
  }
  if (takenId !== null && foldId(takenId) !== foldId(id)) return refused(otherId())
  return { kind: 'pairs', id, code }
}

function greetByToken(greeter: Greeter, hello: Hello, token: string, registry: Registry): Greeting {
  const device = registry.byToken(token)
  if (!device || (hello.id !== undefined && foldId(hello.id) !== device.fold)) {
    return refused(refuse('unauthorized', { field: 'token' }))
  }
  if (greeter.takenId !== null && foldId(greeter.takenId) !== device.fold) return refused(otherId())
  if (registry.isBlocked(blockOfId(device.fold))) return blocked()
  if (isOverheard(device, greeter.peer))
    return {
      kind: 'refused',
      refusal: refuse('tls_required', { field: 'token' }),
      overheard: device,
    }
  return { kind: 'proved', device }
}

function greetById(greeter: Greeter, id: DeviceId, registry: Registry): Greeting {
  const fold = foldId(id)
  if (greeter.takenId !== null)
    return foldId(greeter.takenId) === fold ? { kind: 'stays' } : refused(otherId())
  if (!mayBeTaken(id)) return refused(refuse('id_taken', { field: 'id' }))
  if (registry.isBlocked(blockOfId(fold))) return blocked()
  const owner = registry.byFold(fold)
  const isStranger = greeter.lane === 'guest' || greeter.lane === 'pending'
  // Of a revoked one nobody else becomes the next by its ID alone; it may ask again.
  if (owner?.by === 'token' && !(isStranger && owner.tokenHash === null))
    return refused(refuse('unauthorized', { field: 'token' }))
  if (greeter.lane === 'local' || greeter.lane === 'open')
    return { kind: 'takes', id, by: greeter.lane }
  // Where nobody was asked, an ID proves nothing: now the owner decides who may have it.
  return owner?.by === 'local' ? refused(refuse('id_taken', { field: 'id' })) : { kind: 'asks', id }
}

/** Why nobody can be paired under this ID; null = it is free, or its token was taken away. */
export function whyTaken(
  registry: Registry,
  { id, peer }: Readonly<{ id: DeviceId; peer: Evidence }>,
): Refusal | null {
  const taken = refuse('id_taken', { field: 'id' })
  if (!mayBeTaken(id)) return taken
  const fold = foldId(id)
  if (registry.isBlocked(blockOfId(fold))) return refuse('not_trusted', { field: 'id' })
  const owner = registry.byFold(fold)
  if (!owner || owner.by === 'open') return null
  // A program may get a token for the ID that it goes by.
  if (owner.by === 'local') return isLocalProgram(peer) ? null : taken
  return owner.tokenHash === null ? null : taken
}

function refused(refusal: Refusal): Greeting {
  return { kind: 'refused', refusal }
}

function blocked(): Greeting {
  return { kind: 'refused', refusal: refuse('not_trusted', { field: 'id' }), isBlocked: true }
}

function otherId(): Refusal {
  return refuse('bad_field', { field: 'id', message: 'A connection cannot change its ID.' })
}

// What the owner says about devices, and about those who ask to be one, over the control socket. Somebody is named
// by an ID, however it is spelled, or by a key that a list showed.

import type { ControlCommands, ControlError } from '../../../shared/control'
import type { DeviceId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import { refuse } from '../../../shared/protocol/errors'
import type { DeviceView, RequestView } from '../../../shared/views'
import type { Hub } from '../face'

type Done = Readonly<{ value: null }> | ControlError
type Input<Name extends keyof ControlCommands> = ControlCommands[Name]['input']

/** What a waiting request already sent is for a look, not for reading. */
const HELD_TEXT = 280
const DONE: Done = { value: null }

/** A request as it is listed. */
export function shorten(request: RequestView): RequestView {
  const held = request.held.map((one) => ({ ...one, body: one.body.slice(0, HELD_TEXT) }))
  return { ...request, held }
}

export async function decide(hub: Hub, { who, decision }: Input<'decide'>): Promise<Done> {
  const request = findRequest(hub, who)
  if (request === undefined) return missing(who)
  if (decision === 'allow' && request.id === null) {
    const message = 'It gave no ID, so it can be allowed once or blocked.'
    return refuse('bad_field', { field: 'who', message })
  }
  return (await hub.decide(request.key, decision)) ? DONE : missing(who)
}

export async function block(hub: Hub, { who }: Input<'block'>): Promise<Done> {
  const device = findDevice(hub, who)
  if (device === undefined) return decide(hub, { who, decision: 'block' })
  return (await hub.block(device.id)) ? DONE : missing(who)
}

export async function unblock(hub: Hub, { who }: Input<'unblock'>): Promise<Done> {
  const keys = [who, `id:${foldId(who)}`, `address:${who}`]
  const blocked = hub.blocked().find(({ key, label }) => keys.includes(key) || isSame(label, who))
  const isDone = blocked !== undefined && (await hub.unblock(blocked.key))
  return isDone ? DONE : missing(who)
}

export async function forget(hub: Hub, { who }: Input<'forget'>): Promise<Done> {
  const device = findDevice(hub, who)
  const isDone = device !== undefined && (await hub.forget(device.id))
  return isDone ? DONE : missing(who)
}

export async function revoke(hub: Hub, { who }: Input<'revoke'>): Promise<Done> {
  return tell(hub, who, (id) => hub.revoke(id))
}

export async function rotate(hub: Hub, { who }: Input<'rotate'>): Promise<Done> {
  return tell(hub, who, (id) => hub.rotate(id))
}

export async function rename(hub: Hub, { who, name }: Input<'rename'>): Promise<Done> {
  return tell(hub, who, (id) => hub.rename(id, name === '' ? null : name))
}

export async function rescope(hub: Hub, { who, scopes }: Input<'scopes'>): Promise<Done> {
  return tell(hub, who, (id) => hub.allow(id, [...new Set(scopes)]))
}

export async function tellStates(hub: Hub, { who, isOn }: Input<'state'>): Promise<Done> {
  return tell(hub, who, (id) => hub.tellStates(id, isOn))
}

/** Of a guest nothing is kept that could be changed: for the hub it is no device. */
async function tell(
  hub: Hub,
  who: string,
  say: (id: DeviceId) => Promise<ControlError | null>,
): Promise<Done> {
  const device = findDevice(hub, who)
  if (device === undefined) return missing(who)
  const refusal = await say(device.id)
  if (refusal?.code === 'not_found') return missing(who)
  return refusal ?? DONE
}

function findRequest(hub: Hub, who: string): RequestView | undefined {
  const requests = hub.requests()
  return (
    requests.find((request) => request.key === who) ??
    requests.find((request) => request.id !== null && isSame(request.id, who))
  )
}

function findDevice(hub: Hub, who: string): DeviceView | undefined {
  return hub.devices().find((device) => isSame(device.id, who))
}

function isSame(one: string, other: string): boolean {
  return foldId(one) === foldId(other)
}

function missing(who: string): ControlError {
  return refuse('not_found', { field: 'who', message: `There is no “${who}” here.` })
}

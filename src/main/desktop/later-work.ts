// What a person asked for and may still take back, as work on the hub, and how it ended in the words of the contract.

import type { CommandInput, WindowEvents } from '../../shared/ipc'
import type { Draft } from '../../shared/protocol/commands'
import { readInstant } from '../../shared/protocol/instant'
import type { Hub } from '../hub/hub'

type What = CommandInput<'later'>['what']
type Ended = Omit<WindowEvents['carriedOut'], 'token'>

const DONE: Ended = { problem: null, unknown: [], full: [] }

/** Carries it out; never rejects. */
export async function carryOut(hub: Hub, what: What): Promise<Ended> {
  try {
    switch (what.op) {
      case 'erase':
        return ended(await hub.erase({ ids: what.ids }))
      case 'dismiss':
        return ended(await hub.react(what.ids, { state: 'dismissed' }))
      case 'publish':
        return ended(await hub.publish(draftOf(what.draft)))
    }
  } catch {
    return { ...DONE, problem: 'internal' }
  }
}

function ended(outcome: object | null): Ended {
  if (outcome === null) return DONE
  if ('code' in outcome) return { ...DONE, problem: String(outcome.code) }
  const { unknown = [], full = [] } = outcome as Partial<Ended>
  return { ...DONE, unknown, full }
}

type Written = Extract<What, { op: 'publish' }>['draft']

function draftOf({ to, title, body, format, priority, at, attachments }: Written): Draft {
  const instant = at === undefined ? null : readInstant(at)
  return {
    to,
    ...(attachments === undefined ? {} : { attachments }),
    content: {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      format,
      priority,
      ...(instant === null ? {} : { at: instant }),
    },
  }
}

// The control socket: the owner's own way to a running hub. Owns the socket's life and who may hold it open;
// the commands are elsewhere.

import { createServer, type Server, type Socket } from 'node:net'
import type { ControlError } from '../../../shared/control'
import { refuse } from '../../../shared/protocol/errors'
import type { Hub } from '../face'
import { systemClock, type Clock, type Log } from '../ports'
import { runCommand } from './control-commands'
import { servePeer, type Outcome, type Peer } from './control-peer'
import { findPlace, leave, listenAt, type ControlPlace } from './control-place'
import type { ControlSettingsPort } from './control-settings'

export type ControlOptions = Readonly<{
  hub: Hub
  /** Absolute, there, and held by this hub. */
  dataDir: string
  settings?: ControlSettingsPort | undefined
  log: Log
  clock?: Clock
  /** Whether a window stands behind this hub. Absent: none. */
  hasWindow?: () => boolean
}>

export type Control = Readonly<{
  /** Rejects when the socket cannot be made. */
  open: () => Promise<void>
  /** Ends every peer and takes the socket away. */
  close: () => Promise<void>
}>

const MAX_PEERS = 32

/** A control socket for one hub on one data folder. */
export function createControl(options: ControlOptions): Control {
  const { log, clock = systemClock } = options
  const peers = new Set<Peer>()
  const run = guarded(options)
  const server = createServer((socket) => welcome(socket))
  let place: ControlPlace | null = null

  const welcome = (socket: Socket): void => {
    const peer = servePeer({ socket, clock, run })
    socket.on('close', () => peers.delete(peer))
    peers.add(peer)
    if (peers.size > MAX_PEERS) makeRoom(peers, peer)
  }

  return {
    open: async () => {
      place = await findPlace(options.dataDir)
      await listenAt(server, place)
      server.on('error', (error) => log.warn('The control socket failed.', { code: codeOf(error) }))
    },
    close: async () => {
      for (const peer of peers) peer.destroy()
      await closed(server)
      if (place !== null) await leave(place)
    },
  }
}

function guarded(options: ControlOptions): (command: string, input: unknown) => Promise<Outcome> {
  const { hub, settings, log, hasWindow = () => false } = options
  const context = { hub, settings, hasWindow }
  return async (command, input) => {
    const failed = (error: unknown): ControlError => {
      log.error('A control command failed.', {
        command,
        error: String(error),
        stack: stackOf(error),
      })
      return refuse('internal')
    }
    try {
      const outcome = await runCommand(context, command, input)
      return 'end' in outcome ? { ...outcome, end: outcome.end.catch(failed) } : outcome
    } catch (error) {
      return failed(error)
    }
  }
}

/** The one that has rested longest goes; while all are at work, it is the newest. */
function makeRoom(peers: ReadonlySet<Peer>, newest: Peer): void {
  const resting = [...peers].find((peer) => peer !== newest && peer.isIdle())
  if (resting === undefined) newest.dismiss(refuse('rate_limited'))
  else resting.destroy()
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined
}

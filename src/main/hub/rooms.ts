// The rooms of one hub, built and wired to each other, and the little that they share. Holds no rule of its own.

import { monotonicFactory } from 'ulid'
import { HUB_ID, type DeviceId, type NotificationId } from '../../shared/model'
import type { FeedCounts, FeedItem, HubStatus } from '../../shared/views'
import { Uploads } from './attachments/uploads'
import type { Connection } from './connection/connection'
import { jsonFrame } from './connection/frames'
import { Gate } from './connection/gate'
import { Heart } from './connection/heart'
import { anonymousId } from './connection/names'
import { Turn } from './connection/outbox'
import { Sessions } from './connection/session'
import { Alarms } from './delivery/alarms'
import { Courier } from './delivery/courier'
import { Mail } from './delivery/mail'
import { Presence } from './delivery/presence'
import type { Publisher } from './delivery/publication'
import { Reactions } from './delivery/reactions'
import type { Receivers } from './delivery/receivers'
import { Schedule, type Release } from './delivery/schedule'
import { Admission } from './devices/admission'
import { AuditBook } from './devices/audit-book'
import { DeviceDirectory } from './devices/directory'
import { Invitation } from './devices/invitation'
import { Registry } from './devices/registry'
import { mintToken } from './devices/tokens'
import { Discovery } from './discovery/discovery'
import type { HubConfig, HubOptions } from './face'
import { HostEvents } from './feed'
import { Backups } from './history/backups'
import { folderOf } from './history/folder'
import { createHistory } from './history/history'
import type { DeviceKey, History } from './history/types'
import { Identity } from './identity/identity'
import { ISSUER_SCRIPT } from './identity/issuer'
import { draws, systemClock, systemRandom, type Clock, type Log } from './ports'

/** What changes while a hub lives, and more than one room reads. */
export type HubMemory = {
  config: HubConfig
  status: HubStatus
  counts: FeedCounts
  isStopping: boolean
  /** Called when a socket turned out to be trusted, so that the port no longer counts it as a stranger. */
  onTrusted: (connection: Connection) => void
}

export class Rooms {
  readonly clock: Clock
  readonly log: Log
  readonly history: History
  readonly backups: Backups
  readonly uploads: Uploads
  readonly registry: Registry
  readonly identity: Identity
  readonly discovery: Discovery
  readonly presence = new Presence()
  readonly gate: Gate
  readonly turn = new Turn()
  readonly heart: Heart
  readonly directory: DeviceDirectory
  readonly courier: Courier
  readonly mail: Mail
  readonly reactions: Reactions
  readonly alarms: Alarms
  readonly admission: Admission<Connection>
  readonly invitation: Invitation
  readonly audit: AuditBook
  readonly sessions: Sessions
  /** What the rooms know of receivers beyond the store. */
  readonly receivers: Receivers
  readonly events: HostEvents
  readonly publish: Publisher
  readonly schedule: Schedule
  readonly #ulid: () => string

  constructor(
    options: HubOptions,
    readonly memory: HubMemory,
    paths: Readonly<{ publish: (rooms: Rooms) => Publisher; release: (rooms: Rooms) => Release }>,
  ) {
    const {
      dataDir,
      log,
      clock = systemClock,
      random = systemRandom,
      vault = () => Promise.resolve(null),
      workerUrl = builtWorker(),
      worker,
    } = options
    this.clock = clock
    this.log = log
    this.heart = new Heart(clock)
    this.#ulid = monotonicFactory(draws(random))
    this.history = createHistory({
      dataDir,
      log,
      clock,
      workerUrl,
      ...(worker ? { worker } : {}),
    })
    this.uploads = new Uploads({
      folder: folderOf(dataDir).attachments,
      history: this.history,
      limitBytes: () => memory.config.attachmentBytes,
      newId: () => this.newId(),
      clock,
      log,
    })
    this.backups = new Backups({
      dataDir,
      clock,
      log,
      copy: (path) => this.history.copy(path),
      verify: (path) => this.history.verify(path),
      newestSeq: () => memory.counts.seq,
      onStatus: (backup) => {
        memory.status = { ...memory.status, backup }
        this.events.emit('status', memory.status)
      },
    })
    this.registry = new Registry(this.history)
    this.identity = new Identity({
      ...{ dataDir, vault, clock, random, log },
      issuer: new URL(ISSUER_SCRIPT, workerUrl),
      onChanged: () => {
        memory.status = { ...memory.status, identity: this.identity.view }
        this.events.emit('status', memory.status)
      },
    })
    this.discovery = new Discovery({ clock, log })
    this.audit = new AuditBook(this.history, clock)
    this.gate = new Gate(clock, ({ address }) => this.audit.refused('wrong_token', address))
    this.directory = new DeviceDirectory(this.registry, this.presence, () => clock.nowMs())
    this.courier = new Courier(this.history, this.presence, clock, () => memory.config.routing)
    this.receivers = {
      get hubName() {
        return memory.config.name
      },
      byKey: (key) => this.registry.byKey(key),
      hasSent: (fold, seq) => this.courier.hasSent(fold, seq),
    }
    this.mail = new Mail(this.history, this.presence, clock, () => this.courier.nextMark())
    this.reactions = new Reactions({
      history: this.history,
      presence: this.presence,
      byKey: (key) => this.registry.byKey(key),
      onChanged: (items) => this.events.emit('changed', items),
    })
    this.alarms = new Alarms({
      history: this.history,
      connectionOf: (key) => this.reactions.connectionOf(key),
      publish: (publication, done) => this.publish(publication, done),
      onRing: (item) => this.events.emit('rings', item),
      log,
    })
    this.events = new HostEvents(clock, (name) => this.#snapshot(name))
    this.publish = paths.publish(this)
    this.schedule = new Schedule(this.history, clock, log, paths.release(this))
    this.sessions = new Sessions(
      {
        hub: () => ({
          name: memory.config.name,
          version: options.version,
          seq: memory.counts.seq,
        }),
        policy: () => memory.config.trust,
        registry: this.registry,
        presence: this.presence,
        courier: this.courier,
        mail: this.mail,
        reactions: this.reactions,
        history: this.history,
        publish: this.publish,
        gate: this.gate,
        uploads: this.uploads,
        devices: () => this.directory.wire(),
        clock,
        log,
        newId: () => this.newId(),
        newToken: () => mintToken(random),
        onPresence: (connection) => this.#presenceChanged(connection),
        onTrusted: (connection) => memory.onTrusted(connection),
        onTopics: () => this.events.changed('devices'),
        topicsOf: (...of) => this.directory.topicsOf(...of),
      },
      () => this.admission,
    )
    const pageUrl = (): string => memory.status.addresses[0]?.url ?? ''
    const pin = (): string | null =>
      memory.status.identity?.state === 'ready' ? memory.status.identity.pin : null
    this.invitation = new Invitation(clock, random, pageUrl, pin, (view) =>
      this.events.emit('pairing', view),
    )
    const { pairing } = this.invitation
    this.admission = new Admission(this.registry, pairing, clock, random, {
      policy: () => memory.config.trust,
      letIn: (connection, how) => this.sessions.greetings.letIn(connection, how),
      turnAway: (connection) => this.sessions.turnAway(connection),
      disconnect: (who, reason) => this.sessions.disconnect(who, reason),
      release: (how, draft, answer) => {
        const id = how.id ?? anonymousId(this.newId())
        const lane = how.device ? 'token' : 'open'
        this.publish({ sender: { party: { id, name: how.name }, lane }, draft }, answer)
      },
      onPaired: (device, peer) => {
        this.audit.note('paired', { who: device.id, name: device.name, address: peer.address })
        this.invitation.paired(device, peer)
      },
      onWrongCode: ({ address }) => this.audit.refused('wrong_code', address),
      onOverheard: ({ id, name }) => {
        log.warn('a token came in clear and is void', { id })
        void this.#sayOverheard(name)
      },
      onChanged: () => {
        this.events.changed('requests')
        this.events.changed('blocked')
        this.events.changed('devices')
      },
    })
  }

  /** From the hub to itself. The words come only now, since all those of the app come with them. */
  async #sayOverheard(name: string): Promise<void> {
    const { overheardDraft } = await import('./devices/overheard')
    const sender = { party: { id: HUB_ID, name: this.memory.config.name }, lane: 'owner' } as const
    this.publish({ sender, draft: overheardDraft(name) }, () => undefined)
  }

  newId(): NotificationId {
    return this.#ulid() as NotificationId
  }

  idOf(key: DeviceKey): DeviceId | null {
    return this.registry.byKey(key)?.id ?? null
  }

  /** A notification is on disk: the host is told. */
  stored(item: FeedItem): void {
    this.memory.counts = { ...this.memory.counts, seq: item.seq }
    this.events.arrived(item)
  }

  #presenceChanged(connection: Connection): void {
    this.events.changed('devices')
    const device = this.directory.wireOf(connection)
    if (!device) return
    let frame: Buffer | null = null
    for (const other of this.presence.all()) {
      if (!other.wantsPresence || other === connection) continue
      frame ??= jsonFrame({ type: 'presence', device })
      other.push(frame)
    }
  }

  #snapshot(name: 'counts' | 'devices' | 'requests' | 'blocked' | 'status'): never {
    const snapshots = {
      counts: () => this.memory.counts,
      devices: () => this.directory.views(),
      requests: () => this.admission.requests(),
      blocked: () => this.admission.blocked(),
      status: () => this.memory.status,
    }
    return snapshots[name]() as never
  }
}

/** The history's worker as the build puts it beside the doors. */
function builtWorker(): URL {
  return new URL('./history-worker.cjs', import.meta.url)
}

// Every number that bounds what a peer can make grow. Sizes in bytes or UTF-16 units, times in ms, as named.

const KIB = 1024
const MIB = 1024 * KIB

/** Bounds of single fields, in UTF-16 units unless named otherwise. */
export const FIELD = {
  title: 250,
  body: 65_536,
  targets: 1_000,
  tags: 20,
  tag: 40,
  click: 2_048,
  ref: 128,
  name: 64,
  token: 256,
  /** A pairing code, or the secret of a QR code. */
  pair: 64,
  dataText: 16 * KIB,
  ttlSeconds: 31_536_000,
  defaultTtlSeconds: 604_800,
  /** How far ahead `at` may lie. */
  atAheadSeconds: 31_536_000,
  ackIds: 1_000,
  /** Of one command, and of one device. */
  topics: 100,
  actions: 5,
  actionId: 64,
  actionLabel: 40,
  actionText: 4_096,
  replace: 128,
} as const

/** Bounds of one frame. */
export const FRAME = {
  maxPayloadBytes: MIB,
  guestTextBytes: 4 * KIB,
  trustedTextBytes: 256 * KIB,
  maxFragments: 64,
  maxBufferedChunks: 1_024,
  depth: 16,
  keys: 64,
  controlPerSecond: 50,
  /** A message begun and then silent for so long ends its connection. */
  unfinishedMs: 10_000,
} as const

/** Bounds of connections and of the port. */
export const PORT = {
  sockets: 10_000,
  unauthenticated: 256,
  /** At the cap, a socket silent for longer than this may be closed for a new one. */
  idleBeforeEvictionMs: 1_000,
  /** What all that wait until there is room have sent, and nobody read yet. */
  waitingBytes: 16 * MIB,
  perAddress: 64,
  newPerAddressBurst: 50,
  newPerAddressPerSecond: 10,
  firstByteMs: 5_000,
  handshakeMs: 5_000,
  headersMs: 5_000,
  headerBytes: 16 * KIB,
  headerFields: 64,
  helloMs: 5_000,
  bodyMs: 10_000,
  bodyFloorBytesPerSecond: 64 * KIB,
  /** File descriptors kept for the store, logs and window: min(this, a quarter of the process's limit). */
  reservedDescriptors: 512,
} as const

/** Token buckets: so many at once, then so many a second. */
export const RATE = {
  trusted: { burst: 200, perSecond: 20 },
  /** `read`, `dismiss`, `act` and `cancel`: a person who clears a long list must never meet it. */
  reactions: { burst: 2_000, perSecond: 200 },
  guest: { burst: 10, perSecond: 0.5 },
  /** Commands of who proved nothing, of each address: a hello and a ping cost the hub little, and not nothing. */
  strangersWords: { burst: 100, perSecond: 10 },
  authFailures: { burst: 5, perSecond: 5 / 60 },
  /** So many times its rate is a flood, which ends the connection. */
  floodFactor: 10,
  refusedFrames: 50,
  refusedWithinMs: 10_000,
} as const

export const HEARTBEAT = { firstPingMs: 15_000, pingMs: 25_000, silenceMs: 40_000 } as const

/** Back-pressure of one connection. */
export const OUTBOX = {
  pauseBytes: MIB,
  cutBytes: 8 * MIB,
  stalledMs: 30_000,
} as const

/** What one connection may have published that is not stored yet, before it is read no further. */
export const INTAKE = { notifications: 1_000, bytes: 4 * MIB } as const

export const QUEUE = { notifications: 10_000, bytes: 64 * MIB } as const

/** Of what rings again, and of what goes on to others. Seconds, and how often. */
export const ALARM = {
  rings: 50,
  defaultRepeat: 60,
  longestRepeat: 86_400,
  steps: 5,
  longestAfter: 604_800,
  /** A step that cannot be stored is tried so often, then it failed. */
  tries: 30,
} as const

/** Receipts and actions that wait for an absent sender, for all that are no device, and in all. The oldest go. */
export const LETTERS = {
  kept: 10_000,
  strangers: 10_000,
  inAll: 100_000,
  keptMs: 7 * 86_400_000,
} as const
/** What waits for its time. */
export const SCHEDULE = { bySender: 1_000, inAll: 10_000, bytes: 64 * MIB } as const

export const GUESTS = { kept: 200 } as const

/**
 * Files. `name` and `mime` in UTF-16 units, `said` of a name as a sender may write it. One that nothing refers to goes
 * after `looseMs`.
 */
export const ATTACH = {
  bytes: 25 * MIB,
  /** Of one notification. */
  of: 10,
  name: 120,
  said: 1_024,
  mime: 255,
  iconName: 40,
  looseMs: 3_600_000,
  /** On their way at once: of one device or address, and of all; announced on one connection. */
  underWayOfOne: 8,
  underWay: 32,
  announced: 10,
  /** What a disk must have left beside a new one. */
  slackBytes: 16 * MIB,
} as const

/** One pairing window: how long it is open, wrong tries of one address and in all, and the first delay after one. */
export const PAIRING = {
  openMs: 120_000,
  wrongOfOne: 3,
  wrong: 5,
  /** Doubles with each. */
  firstDelayMs: 1_000,
} as const

/**
 * Entries of the audit that are kept, and UTF-16 units of one's detail. What strangers do is written once in so many ms
 * for each address, and so often for all of them in that time.
 */
export const AUDIT = {
  kept: 10_000,
  detail: 255,
  refusedEveryMs: 60_000,
  refusedAtOnce: 60,
} as const

/** Requests that wait for the person. */
export const REQUESTS = { waiting: 50, held: 5 } as const

export const LOCAL_DEVICE = {
  /** Devices of all kinds, beyond which nobody becomes one unasked. */
  known: 10_000,
  /** A program on this computer is remembered for so long after it was last seen. */
  rememberedMs: 30 * 86_400_000,
  /** `*` reaches an absent one only within this span. */
  reachedByAllMs: 86_400_000,
} as const

/** `atOnce`: pages that one device or address may have looked for at the same time. */
export const PAGE = { default: 100, max: 1_000, atOnce: 4 } as const

/** One search: UTF-16 units, and words, phrases and conditions together. */
export const SEARCH = { characters: 250, terms: 20 } as const

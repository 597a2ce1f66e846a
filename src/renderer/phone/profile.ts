// Who this browser is to the hub, and what the QR code said: kept in its storage. Knows no connection.

/** What is kept of this device. */
export type Profile = Readonly<{
  id: string
  name: string
  /** It has asked to be let in, or has been; so it may connect by itself. */
  isKnown: boolean
  /** The hub's key as the QR code had it, base64url; null = nobody said. */
  key: string | null
}>

/** What stands behind the `#`. */
export type Invitation = Readonly<{ secret: string | null; key: string | null; isWall: boolean }>

const PLACE = 'bellhop profile'

export function readProfile(storage: Storage, agent: string): Profile {
  try {
    const kept = JSON.parse(storage.getItem(PLACE) ?? 'null') as Partial<Profile> | null
    if (kept !== null && typeof kept.id === 'string' && typeof kept.name === 'string')
      return kept as Profile
  } catch {
    // What cannot be read is not there.
  }
  return newProfile(agent)
}

export function writeProfile(storage: Storage, profile: Profile): void {
  try {
    storage.setItem(PLACE, JSON.stringify(profile))
  } catch {
    // It then lasts as long as this page.
  }
}

/** Somebody new: an ID that nobody else is likely to have. */
export function newProfile(agent: string): Profile {
  const name = nameOf(agent)
  const bytes = crypto.getRandomValues(new Uint8Array(3))
  const end = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    id: `${name.toLowerCase().replace(/[^a-z]+/g, '-')}-${end}`,
    name,
    isKnown: false,
    key: null,
  }
}

export function readInvitation(hash: string): Invitation {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  return { secret: said.get('pair'), key: said.get('key'), isWall: said.has('wall') }
}

/** What a browser says of the thing it runs on. */
export function kindOf(agent: string): 'phone' | 'tablet' | 'browser' {
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(agent)) return 'tablet'
  return /iPhone|Mobile/.test(agent) ? 'phone' : 'browser'
}

function nameOf(agent: string): string {
  if (/iPhone/.test(agent)) return 'iPhone'
  if (/iPad/.test(agent)) return 'iPad'
  if (/Android/.test(agent)) return kindOf(agent) === 'tablet' ? 'Android Tablet' : 'Android Phone'
  return 'Browser'
}

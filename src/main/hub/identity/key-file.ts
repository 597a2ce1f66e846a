// Where the hub's private key lies: sealed by the system's store of secrets where there is one, else as it is,
// for its owner alone. Made once and never replaced by itself, since devices know the hub by it. Knows nothing
// of certificates.

import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { KeyVault } from '../face'
import { readPrivate, writePrivate } from '../private-file'

/** The key as it lies in the data folder. */
export const KEY_NAME = 'hub.key'
/** The same, where only the system's store of secrets can open it. */
export const SEALED_NAME = 'hub.key.sealed'

/** `isSealed`: whoever copies the file has nothing in hand. */
export type KeptKey = Readonly<{ key: KeyObject; isSealed: boolean; isNew: boolean }>

/**
 * `locked`: it is sealed, and nothing here can open it. `damaged`: what lies there is no key of the hub's.
 * Either is the person's to mend: a new key would make every device that knows this one turn away.
 */
export class KeyError extends Error {
  override readonly name = 'KeyError'
  constructor(readonly code: 'locked' | 'damaged') {
    super(`The hub's key is ${code}.`)
  }
}

const CURVE = 'prime256v1'

/** The key of this data folder, made if there is none. Throws a `KeyError`, or what the disk says. */
export async function keyOf(dataDir: string, vault: KeyVault | null): Promise<KeptKey> {
  const path = join(dataDir, KEY_NAME)
  const sealedPath = join(dataDir, SEALED_NAME)
  const sealed = await readPrivate(sealedPath)
  const plain = await readPrivate(path)
  if (sealed && vault) {
    const key = await unsealed(sealed, vault)
    await rm(path, { force: true })
    return { key, isSealed: true, isNew: false }
  }
  if (sealed && !plain) throw new KeyError('locked')
  const key = plain ? keyFrom(plain) : await newKey()
  if (vault) {
    await writePrivate(sealedPath, await vault.seal(pemOf(key)))
    await rm(path, { force: true })
  } else if (!plain) await writePrivate(path, pemOf(key))
  return { key, isSealed: vault !== null, isNew: !plain }
}

/** As files and TLS take it. */
export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function unsealed(sealed: Buffer, vault: KeyVault): Promise<KeyObject> {
  const pem = await vault.unseal(sealed).catch(() => {
    throw new KeyError('locked')
  })
  return keyFrom(Buffer.from(pem))
}

function keyFrom(pem: Buffer): KeyObject {
  const key = parsed(pem)
  if (key?.asymmetricKeyDetails?.namedCurve !== CURVE) throw new KeyError('damaged')
  return key
}

function parsed(pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

async function newKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: CURVE })
  return privateKey
}

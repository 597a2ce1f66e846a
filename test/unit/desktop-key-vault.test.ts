// When the system's store of secrets is one, and how it is spoken to on older and newer Electrons.

import { describe, expect, it } from 'vitest'
import { keyVault, type SecretStore } from '../../src/main/desktop/key-vault'

const turned = (text: string): string => Buffer.from(text).reverse().toString()

/** As Electron 33 has it. */
const OLDER: SecretStore = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(turned(text)),
  decryptString: (sealed) => turned(sealed.toString()),
}

const NEWER: SecretStore = {
  isEncryptionAvailable: () => false,
  encryptString: () => Buffer.from('blocked'),
  decryptString: () => 'blocked',
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(Buffer.from(turned(text))),
  decryptStringAsync: (sealed) => Promise.resolve({ result: turned(sealed.toString()) }),
}

describe('the store', () => {
  it.each([
    ['an older Electron', OLDER],
    ['a newer one, without blocking', NEWER],
    ['Linux with a keyring', { ...OLDER, getSelectedStorageBackend: () => 'gnome_libsecret' }],
  ])('of %s seals and opens', async (_name, store) => {
    const vault = await keyVault(store)
    const sealed = await vault?.seal('a key')
    expect(sealed?.toString()).toBe('yek a')
    expect(sealed && (await vault?.unseal(sealed))).toBe('a key')
  })

  it.each([
    ['has no secret', { ...OLDER, isEncryptionAvailable: () => false }],
    [
      'has none, says a newer one',
      { ...NEWER, isAsyncEncryptionAvailable: () => Promise.resolve(false) },
    ],
    ['has a password everybody knows', { ...OLDER, getSelectedStorageBackend: () => 'basic_text' }],
    ['is not known yet', { ...OLDER, getSelectedStorageBackend: () => 'unknown' }],
  ])('that %s is none', async (_name, store) => {
    expect(await keyVault(store)).toBeNull()
  })

  it('that cannot seal says so', async () => {
    const broken = {
      ...OLDER,
      encryptString: () => {
        throw new Error('locked')
      },
    }
    const vault = await keyVault(broken)
    await expect(vault?.seal('a key')).rejects.toThrow('locked')
  })
})

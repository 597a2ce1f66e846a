// The system's store of secrets, as the hub asks for it. A store whose password everybody knows counts as none.

import type { KeyVault } from '../hub/hub'

/** What is used of Electron's `safeStorage`. Older ones have only the calls that block. */
export type SecretStore = Readonly<{
  isEncryptionAvailable: () => boolean
  encryptString: (text: string) => Buffer
  decryptString: (sealed: Buffer) => string
  isAsyncEncryptionAvailable?: () => Promise<boolean>
  encryptStringAsync?: (text: string) => Promise<Buffer>
  decryptStringAsync?: (sealed: Buffer) => Promise<Readonly<{ result: string }>>
  /** Linux only. */
  getSelectedStorageBackend?: () => string
}>

/** With these Linux guards nothing. */
const NO_GUARD: readonly (string | undefined)[] = ['basic_text', 'unknown']

/** The store of this system, null where there is none. The app is ready. */
export async function keyVault(store: SecretStore): Promise<KeyVault | null> {
  if (NO_GUARD.includes(store.getSelectedStorageBackend?.())) return null
  const isThere = store.isAsyncEncryptionAvailable?.() ?? store.isEncryptionAvailable()
  if (!(await isThere)) return null
  return {
    seal: async (text) => store.encryptStringAsync?.(text) ?? store.encryptString(text),
    unseal: async (sealed) =>
      (await store.decryptStringAsync?.(sealed))?.result ?? store.decryptString(sealed),
  }
}

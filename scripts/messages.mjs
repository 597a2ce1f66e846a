// Compiles the message catalogues into src/shared/messages, where all runtimes import them.
// Costs nothing when they have not changed since.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { paraglideOptions } from './paraglide.mjs'
import { makeUnlessCurrent } from './setup/fingerprint.mjs'

const INPUTS = [
  'messages',
  'project.inlang/settings.json',
  'scripts/paraglide.mjs',
  'package-lock.json',
]

export async function compileMessages() {
  await makeUnlessCurrent(join(paraglideOptions.outdir, '.made-from'), INPUTS, async () => {
    // Loaded only when needed: the compiler takes longer to load than to find nothing to do.
    const { compile } = await import('@inlang/paraglide-js')
    await compile(paraglideOptions)
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await compileMessages()

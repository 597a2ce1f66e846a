// How the message catalogues in messages/ become code, said once: the command `npm run messages`
// and the build both read it.

/**
 * Our own code chooses the language while it runs (`overwriteGetLocale`), so of Paraglide's
 * strategies only the plain variable is left: no cookie, no address, no storage.
 */
export const paraglideOptions = {
  project: './project.inlang',
  outdir: './src/shared/messages',
  outputStructure: /** @type {const} */ ('locale-modules'),
  strategy: /** @type {["globalVariable", "baseLocale"]} */ (['globalVariable', 'baseLocale']),
  disableAsyncLocalStorage: true,
  emitGitIgnore: false,
  emitPrettierIgnore: false,
  emitReadme: false,
  emitTsDeclarations: true,
}

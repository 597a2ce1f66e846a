// Builds what plain Node has to load fast: the headless hub and the hub's threads, each as one CommonJS file. Node
// reads such a file in one go, while modules are looked up and linked one by one, which takes a thread as long again
// as it takes to begin.

import { build } from 'vite'

/** The threads: the hub's tests, which run the hub from its sources, need these as well. */
export const THREADS = {
  'history-worker': 'src/main/hub/history/worker.ts',
  'certificate-worker': 'src/main/hub/identity/worker.ts',
}

const PROGRAMS = { ...THREADS, 'headless-core': 'src/main/headless/core.ts' }

/**
 * @param {string} outDir
 * @param {Record<string, string>} entries the names of the files and what they are made from
 */
export async function buildPlain(outDir, entries) {
  for (const [name, entry] of Object.entries(entries)) {
    await build({
      configFile: false,
      logLevel: 'warn',
      // Everything is built in but what has native parts, which finds them beside its own files.
      ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
      build: {
        ssr: true,
        target: 'node20.18',
        outDir,
        emptyOutDir: false,
        rolldownOptions: {
          input: { [name]: entry },
          output: {
            format: 'cjs',
            entryFileNames: '[name].cjs',
            chunkFileNames: '[name]-[hash].cjs',
          },
        },
      },
    })
  }
}

/**
 * The same behind the build that it belongs to.
 * @param {string} outDir
 * @returns {import('vite').Plugin}
 */
export function plainPrograms(outDir) {
  return { name: 'plain-programs', closeBundle: () => buildPlain(outDir, PROGRAMS) }
}

// The rooms of the house: the path of a file tells what it may import. The table is the rule; the
// same rule stands in words in docs/architecture.md.

import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, judge, type Room } from '../support/rooms'

const COMPONENTS = ['svelte', 'bits-ui', '@lucide/svelte', 'virtua', 'emoji-name-map', 'qr']

/** One parser for the window, the toasts and the terminal. */
const MARKDOWN = ['mdast', 'mdast-util-from-markdown', 'mdast-util-gfm', 'micromark-extension-gfm']

const ROOMS: readonly Room[] = [
  {
    name: 'what is said in Markdown',
    holds: ['src/shared/markdown/'],
    may: ['src/shared/', ...MARKDOWN],
  },
  { name: 'shared', holds: ['src/shared/'], may: ['src/shared/', 'valibot'] },
  { name: 'the client', holds: ['src/client/'], may: ['src/client/', { types: 'src/shared/' }] },
  {
    name: 'the hub',
    holds: ['src/main/hub/'],
    may: [
      'src/shared/',
      'src/main/hub/',
      'node:',
      'ws',
      'valibot',
      'ulid',
      'file-type',
      'multicast-dns',
      'dns-packet',
      '@peculiar/asn1-schema',
      '@peculiar/asn1-x509',
      'pino',
      '@photostructure/sqlite',
    ],
  },
  {
    name: 'the desktop',
    holds: ['src/main/desktop/'],
    may: [
      'src/shared/',
      'src/main/desktop/',
      'electron',
      'electron-store',
      'pino',
      'valibot',
      'node:',
      { types: 'src/main/hub/hub.ts' },
    ],
  },
  {
    name: 'the door of the desktop app',
    holds: ['src/main/index.ts'],
    may: [
      'src/shared/',
      'src/main/hub/hub.ts',
      'src/main/desktop/',
      'src/main/cli/door.ts',
      'electron',
      'node:',
    ],
  },
  {
    name: 'the door without a window',
    holds: ['src/main/headless.ts', 'src/main/headless/'],
    may: [
      'src/shared/',
      'src/main/hub/hub.ts',
      'src/main/headless/',
      'pino',
      'node:',
      'package.json',
    ],
  },
  {
    name: 'the command line',
    holds: ['src/main/cli.ts', 'src/main/cli/'],
    may: [
      'src/shared/',
      'src/main/hub/hub.ts',
      'src/main/cli/',
      'ws',
      'qr',
      'node:',
      'package.json',
    ],
  },
  { name: 'the preload', holds: ['src/preload/'], may: ['src/shared/ipc.ts', 'electron'] },
  {
    name: 'the window',
    holds: ['src/renderer/window/'],
    may: [
      'src/renderer/window/',
      'src/renderer/lib/',
      'src/shared/',
      // Its text, to be shown.
      'node_modules/@lucide/svelte/LICENSE',
      ...COMPONENTS,
    ],
  },
  {
    name: "the phone's page",
    holds: ['src/renderer/phone/'],
    may: ['src/renderer/phone/', 'src/renderer/lib/', 'src/shared/', 'src/client/', ...COMPONENTS],
  },
  {
    name: 'what both pages share',
    holds: ['src/renderer/lib/'],
    may: ['src/renderer/lib/', 'src/shared/', ...COMPONENTS],
  },
]

/** Every source file, as a path from the project's root with forward slashes. */
function sources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name).split(sep).join('/'))
    .filter((path) => /\.(ts|svelte)$/.test(path) && !path.startsWith('src/shared/messages/'))
}

const judgeText = (path: string, text: string): string[] =>
  judge(ROOMS, path, importsOf(path, text))

describe('the rooms', () => {
  it('import only what their row of the table allows', () => {
    const files = sources()
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap((path) => judgeText(path, readFileSync(path, 'utf8')))).toEqual([])
    // It parses every file of the project, which a busy machine takes its time for.
  }, 60_000)
})

describe('the table', () => {
  it.each([
    ['src/shared/model.ts', `import * as v from 'valibot'`],
    ['src/shared/model.ts', `import { m } from './messages/messages'`],
    ['src/main/hub/hub.ts', `import { readFile } from 'node:fs/promises'`],
    ['src/main/hub/history/worker.ts', `import { x } from '../ports'`],
    ['src/main/desktop/tray.ts', `import type { Hub } from '../hub/hub'`],
    ['src/main/desktop/tray.ts', `import { type Hub } from '../hub/hub'`],
    ['src/main/headless.ts', `import { createHub } from './hub/hub'`],
    ['src/renderer/window/App.svelte', `<script lang="ts">import { x } from '../lib/x'</script>`],
    ['src/renderer/lib/x.svelte.ts', `import { SvelteMap } from 'svelte/reactivity'`],
    ['src/client/client.ts', `import type { Frame } from '../shared/protocol/frames'`],
  ])('lets %s say %s', (path, text) => {
    expect(judgeText(path, text)).toEqual([])
  })

  it.each([
    ['src/shared/model.ts', `import { readFileSync } from 'node:fs'`],
    ['src/shared/model.ts', `export { x } from '../main/hub/hub'`],
    ['src/client/client.ts', `import { LIMITS } from '../shared/protocol/limits'`],
    ['src/main/hub/hub.ts', `import { app } from 'electron'`],
    ['src/main/hub/hub.ts', `import type { App } from 'electron'`],
    ['src/main/hub/hub.ts', `const store = await import('electron-store')`],
    ['src/main/hub/hub.ts', `import { tray } from '../desktop/tray'`],
    ['src/main/desktop/tray.ts', `import { createHub } from '../hub/hub'`],
    ['src/main/desktop/tray.ts', `import { createHub, type Hub } from '../hub/hub'`],
    ['src/main/desktop/tray.ts', `import type { Row } from '../hub/history/types'`],
    ['src/main/headless.ts', `import { createHistory } from './hub/history/open'`],
    ['src/main/headless.ts', `import { app } from 'electron'`],
    ['src/preload/index.ts', `import { settings } from '../shared/settings'`],
    ['src/renderer/window/a.ts', `import { x } from '../phone/x'`],
    ['src/renderer/lib/a.ts', `let x: import('../window/x').X`],
    ['src/renderer/lib/A.svelte', `<script module>import '../window/x'</script><p>hi</p>`],
    ['src/renderer/window/a.ts', `import ws from 'ws'`],
    ['src/elsewhere/a.ts', ``],
  ])('stops %s at %s', (path, text) => {
    expect(judgeText(path, text)).toHaveLength(1)
  })

  it('says what is wrong in a sentence', () => {
    expect(judgeText('src/preload/index.ts', `import 'ws'`)).toEqual([
      'src/preload/index.ts may not import ws: the preload may import only src/shared/ipc.ts, electron.',
    ])
  })
})

// Door: the hub without Electron. Wiring only.

import { version } from '../../package.json'
import { runHeadless } from './headless/run'
import { createHub } from './hub/hub'

// Whatever is made from here on is its owner's alone.
process.umask(0o077)

const code = await runHeadless({ argv: process.argv.slice(2), version, createHub })
if (code !== null) process.exit(code)

// Door: the `bellhop` command. Wiring only.

import { runHere } from './cli/door'

process.exitCode = await runHere(process.argv.slice(2))

// Preloaded into a server whose memory is measured: collects its garbage on SIGUSR2, so that what is read is
// what is held, and not what was just thrown away.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = /** @type {() => void} */ (runInNewContext('gc'))

process.on('SIGUSR2', collect)

// Preloaded into a server whose memory is measured: on SIGUSR2 it collects its garbage and gives back the room
// that it keeps for what comes next, so that what is read is what is held. A mere collection leaves that room,
// megabytes of it, as large as it happens to be.

import { Session } from 'node:inspector'

const session = new Session()
session.connect()

process.on('SIGUSR2', () => session.post('HeapProfiler.collectGarbage'))

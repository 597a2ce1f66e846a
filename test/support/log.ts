// A log that nobody reads.

import type { Log } from '../../src/main/hub/ports'

const silent = (): void => undefined

export const SILENT: Log = { debug: silent, info: silent, warn: silent, error: silent }

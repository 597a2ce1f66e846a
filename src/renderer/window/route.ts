// Where in the window one can be. Data only.

import type { DeviceId } from '../../shared/model'
import type { Screen } from '../../shared/screens'

export type Route =
  Screen | Readonly<{ at: 'connect' }> | Readonly<{ at: 'device'; device: DeviceId }>

// What waits for its time, as the person sees it: the earliest first.

import type { BellhopApi } from '../../../shared/ipc'
import type { NotificationId } from '../../../shared/model'
import type { ScheduledView } from '../../../shared/views'
import type { Notices } from './notices.svelte'

/** As many as the hub answers at once. */
const MOST = 1_000

/** The list of what is accepted and not yet due. */
export class Scheduled {
  readonly #api: BellhopApi
  readonly #notices: Notices
  #items = $state.raw<readonly ScheduledView[]>([])
  #isLoaded = $state(false)

  constructor(api: BellhopApi, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  get items(): readonly ScheduledView[] {
    return this.#items
  }
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** Asks the hub anew. */
  async load(): Promise<void> {
    const items = await this.#notices.ask(this.#api.scheduled({ limit: MOST }))
    if (items === undefined) return
    this.#items = items
    this.#isLoaded = true
  }

  /** Takes one back. True: it will not go out. */
  async cancel(id: NotificationId): Promise<boolean> {
    const isTakenBack = await this.#notices.ask(this.#api.cancel({ id }))
    await this.load()
    return isTakenBack === true
  }
}

// The real window around a pretended hub, in a pretended page. Gives the list a height, which the page lacks.

import { cleanup, render } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { tick } from 'svelte'
import { afterAll, afterEach, vi } from 'vitest'
import App from '../../../src/renderer/window/App.svelte'
import { Desk } from '../../../src/renderer/window/desk.svelte'
import { loadScreens } from '../../../src/renderer/window/screens.svelte'
import type { FeedItem } from '../../../src/shared/views'
import { FakeBellhop, type FakeWorld } from '../../support/fake-bellhop'
import { sampleDevices, sampleItems, sampleRequests } from '../../support/fake-world'

const ROW = 84
const VIEW = 700

/** Sizes for a virtual list: rows of one height in a view of another. */
function giveSizes(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #tell: ResizeObserverCallback
      constructor(tell: ResizeObserverCallback) {
        this.#tell = tell
      }
      observe(target: Element): void {
        const isView = target.getAttribute('role') === 'grid'
        const contentRect = { width: 400, height: isView ? VIEW : ROW }
        const entry = { target, contentRect } as unknown as ResizeObserverEntry
        queueMicrotask(() => this.#tell([entry], this))
      }
      unobserve(): void {}
      disconnect(): void {}
    },
  )
  Object.defineProperty(HTMLElement.prototype, 'offsetParent', {
    configurable: true,
    get(this: HTMLElement) {
      return this.parentElement
    },
  })
}

/** A place to keep things that forgets them with the test. */
export function shortMemory(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }
}

/** Everything that a household has. */
export function household(now = Date.now()): FakeWorld {
  return {
    items: sampleItems(now),
    devices: sampleDevices(now),
    requests: sampleRequests(now),
  }
}

/** The newest of the household. */
export function firstItem(): FeedItem {
  const [first] = sampleItems(Date.now())
  if (first === undefined) throw new Error('the sample is empty')
  return first
}

/** Waits until answers of the pretended hub have reached the page. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    await new Promise((resolve) => setTimeout(resolve, 0))
    await tick()
  }
}

/** A running window. */
export async function openWindow(world: FakeWorld = {}, memory = shortMemory()) {
  giveSizes()
  await loadScreens()
  const fake = new FakeBellhop(world)
  const desk = new Desk(fake.api, memory)
  const user = userEvent.setup()
  const view = render(App, { props: { desk } })
  const stop = await desk.start()
  stops.push(stop)
  await settle()
  return { fake, desk, user, view }
}

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  cleanup()
  vi.unstubAllGlobals()
})

// A window loads them behind the scenes, and the page of a test must not end in the midst of that.
afterAll(async () => {
  await import('../../../src/renderer/lib/icon-set')
})

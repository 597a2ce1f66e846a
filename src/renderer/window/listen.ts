// What the window does with each event that main tells. Wiring only.

import type { WindowEvents } from '../../shared/ipc'
import { applyTheme } from '../lib/theme'
import type { Desk } from './desk.svelte'

/** Listens for a desk; answers how to stop. */
export function listenFor(desk: Desk): (() => void)[] {
  const on = <Name extends keyof WindowEvents>(
    name: Name,
    listener: (value: WindowEvents[Name]) => void,
  ): (() => void) => desk.api.on(name, listener)
  return [
    on('arrived', (items) => desk.arrived(items)),
    on('changed', (items) => {
      desk.feed.changed(items)
      desk.narrowSelection()
      desk.reader.changed(items)
      desk.ticking.refresh()
      void desk.forwarding.refresh()
    }),
    on('removed', (ids) => {
      desk.feed.removed(ids)
      desk.reader.removed(ids)
      desk.narrowSelection()
    }),
    on('carriedOut', (ended) => desk.undoing.ended(ended)),
    on('counts', (counts) => {
      desk.hub.learnCounts(counts)
      if (desk.route.at === 'scheduled') void desk.scheduled.load()
    }),
    on('status', (status) => desk.hub.learnStatus(status)),
    on('pairing', (pairing) => desk.pairing.learn(pairing)),
    on('exporting', (progress) => desk.storage.learnExporting(progress)),
    on('attaching', (progress) => desk.composing.learn(progress)),
    on('show', (id) => void desk.showById(id)),
    on('go', (screen) => desk.go(screen)),
    on('devices', (devices) => {
      desk.hub.learnDevices(devices)
      void desk.reader.refresh()
      desk.ticking.refresh()
      void desk.forwarding.refresh()
    }),
    on('requests', ({ requests, blocked }) => {
      desk.hub.learnRequests(requests, blocked)
      if (desk.meeting.isFirst && requests.length > 0) desk.go({ at: 'requests' })
      if (desk.route.at === 'requests' && requests.length + blocked.length === 0) desk.goHome()
    }),
    on('settings', ({ settings, locale }) => {
      desk.hub.learnSettings(settings)
      desk.language.use(locale)
      applyTheme(settings.theme)
    }),
  ]
}

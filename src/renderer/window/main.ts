// The window's entry: styles, the desk around window.bellhop, the page. Wiring only.

import { mount } from 'svelte'
import type { BellhopApi } from '../../shared/ipc'
import '../lib/styles/tokens.css'
import '../lib/styles/base.css'
import './styles/controls.css'
import './styles/window.css'
import './styles/rail.css'
import './styles/feed.css'
import './styles/detail.css'
import './styles/pages.css'
import './styles/compose.css'
import './styles/palette.css'
import './styles/fields.css'
import App from './App.svelte'
import { Desk } from './desk.svelte'

declare global {
  interface Window {
    readonly bellhop: BellhopApi
  }
}

const target = document.getElementById('app')
if (target !== null) {
  const desk = new Desk(window.bellhop, localStorage)
  mount(App, { target, props: { desk } })
  void desk.start()
}

// The web client's entry: styles, the phone around the JavaScript client, the page. Wiring only.

import { mount } from 'svelte'
import '../lib/styles/tokens.css'
import '../lib/styles/base.css'
import './phone.css'
import App from './App.svelte'
import { linkPage } from './head'
import { Phone } from './phone.svelte'

const target = document.getElementById('app')
if (target !== null) {
  linkPage(document)
  const hubName = document.querySelector('meta[name=hub]')?.getAttribute('content') ?? ''
  const phone = new Phone(hubName, window)
  phone.start()
  mount(App, { target, props: { phone } })
}

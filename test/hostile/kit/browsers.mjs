// The browsers of Debian, without a display and with a profile of their own for each page. What they think of requests
// into a local network is switched off: it is the hub that is to refuse them.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from './lines.mjs'

/** @typedef {'chromium' | 'firefox'} BrowserName */

/** @type {readonly BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox']

const PREFERENCES = {
  'network.lna.enabled': false,
  'network.lna.blocking': false,
  'network.dnsCacheExpiration': 0,
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.normandy.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
}

/**
 * @param {BrowserName} name
 * @param {string} url
 * @param {{ folder: string, through: readonly string[] }} options
 */
export function openPage(name, url, { folder, through }) {
  const profile = mkdtempSync(join(folder, `${name}-`))
  const command = name === 'chromium' ? chromium(profile) : firefox(profile)
  const env = { ...process.env, HOME: profile, XDG_RUNTIME_DIR: profile }
  return start([...through, ...command, url], { env, isQuiet: true })
}

/** @param {string} profile */
function chromium(profile) {
  return [
    ...['chromium', '--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
    // Its sandbox does not work for root; pages of a test's own are all that it is shown.
    ...['--no-sandbox', `--user-data-dir=${profile}`, '--disable-background-networking'],
    '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
  ]
}

/** @param {string} profile */
function firefox(profile) {
  mkdirSync(profile, { recursive: true })
  const lines = Object.entries(PREFERENCES).map(
    ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  return ['firefox-esr', '--headless', '--no-remote', '--profile', profile]
}

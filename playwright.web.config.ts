// The web client in a phone's browser: Debian's Chromium and Firefox against a real hub without a window, one test at a
// time.

import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/web',
  outputDir: 'test-results/web',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  reporter: [['list']],
})

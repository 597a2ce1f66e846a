// The end-to-end tests: the built app in the real Electron, one test at a time (they share a
// display and a notification server).

import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  reporter: [['list']],
  use: { trace: 'retain-on-failure' },
})

// Three kinds of fast tests: pure rules, a real hub on real sockets, components in a pretended page.

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'hub',
          environment: 'node',
          include: ['test/hub/**/*.test.ts'],
          pool: 'forks',
          globalSetup: ['scripts/build-test-worker.ts'],
        },
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: {
          name: 'ui',
          environment: 'happy-dom',
          include: ['test/ui/**/*.test.ts'],
        },
      },
    ],
  },
})

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Handlers log what they do; a test that wants to see it sets the level itself.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    // Two cores are what a laptop has at least; the default leaves one of two idle.
    maxWorkers: 2,
    // For hangs only: a busy machine takes its time, and no test measures any.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      include: ['functions/**', 'shared/**', 'cli/**', 'operator/**', 'infra/**', 'sandbox/**'],
      reporter: ['text-summary'],
    },
  },
});

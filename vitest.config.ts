import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Handlers log what they do; a test that wants to see it sets the level itself.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['functions/**', 'shared/**', 'cli/**', 'infra/**', 'sandbox/**'],
      reporter: ['text-summary'],
    },
  },
});

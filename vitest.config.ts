import { defineConfig } from 'vitest/config';

/** Tests that start processes, threads or browsers, keep files, or wait for a limit: one file at a time. */
const ALONE = ['commands', 'e2e', 'fuzz', 'http', 'pipeline', 'powerfail', 'store', 'workers', 'workspace'];
const shared = { testTimeout: 120_000, hookTimeout: 120_000, pool: 'forks' } as const;

export default defineConfig({
  test: {
    sequence: { shuffle: { files: true, tests: false } },
    projects: [
      {
        test: {
          ...shared,
          name: 'pure',
          include: ['tests/**/*.test.ts'],
          exclude: ALONE.map((folder) => `tests/${folder}/**`),
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'alone',
          include: ALONE.map((folder) => `tests/${folder}/**/*.test.ts`),
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

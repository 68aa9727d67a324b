import { defineConfig } from 'vitest/config';

/** Tests that start processes or browsers and mostly wait for them: two files at a time. */
const BESIDE = ['commands', 'e2e/browser', 'http', 'pipeline', 'store', 'workspace'];
/** Tests that keep the machine busy, or whose limits another file could break: one file at a time. */
const ALONE = [
  ...['e2e/*', 'fuzz/**/*', 'powerfail/**/*', 'workers/**/*'],
  ...['admission', 'delivery', 'limits', 'pace', 'permutations', 'poison', 'turns'].map((name) => `pipeline/${name}`),
];
const beside = BESIDE.map((folder) => `tests/${folder}/**/*.test.ts`);
const alone = ALONE.map((files) => `tests/${files}.test.ts`);
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
          exclude: [...beside, ...alone],
          maxWorkers: 2,
          // They leave nothing behind: what they import is loaded once, not by each of a hundred files.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'beside',
          include: beside,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...shared,
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

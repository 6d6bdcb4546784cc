import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { SlowestFirst } from './tests/support/slowest-first.ts'
import { NO_SERVER, SYSTEM } from './tests/suites.ts'

const exclude = ['**/node_modules/**', '**/*.int.test.ts']

// Said for every project but e2e: files of a project with one worker would run after all groups, also after `contract`.
const maxWorkers = Math.max(2, availableParallelism())

/** A run that is there for the servers leaves out what looks at none: the run without them has it. */
const elsewhere = process.env['TANDEM_REQUIRE_SERVERS'] === '1' ? NO_SERVER : []

/**
 * Files of a suite share their modules (`isolate: false`): to load them anew for each took most of the time.
 * Six suites. `unit`, `conformance`, `integration` and `system` need no server: the database is PGlite in the process and the CRMs
 * are the sandboxes on loopback. With DATABASE_URL / REDIS_URL set, `integration` and `system` run on those as well (with TANDEM_REQUIRE_SERVERS=1: on those alone). `e2e` needs Chromium.
 * `contract` runs after the others of the same command and judges what their sandboxes recorded.
 */
export default defineConfig({
  test: {
    globalSetup: ['tests/support/record-traffic.ts'],
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,connectors,jobs,sandbox,web}/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
          exclude,
          isolate: false,
          maxWorkers,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          exclude,
          isolate: false,
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // One PGlite per worker takes 2-3 s to start, so the files that a worker runs share one.
        test: {
          name: 'integration',
          include: ['{src,jobs,tests}/**/*.int.test.ts'],
          exclude: ['**/node_modules/**', ...SYSTEM, ...elsewhere],
          isolate: false,
          maxWorkers,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'system',
          include: SYSTEM,
          exclude: ['**/node_modules/**', ...elsewhere],
          isolate: false,
          maxWorkers,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          globalSetup: 'tests/e2e/demo-folder.ts',
          isolate: true,
          maxWorkers: 1,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})

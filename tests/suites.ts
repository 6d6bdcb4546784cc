/** Which integration tests run when. Paths from the root of the project. */

/** Whole commands, whole stories and processes that die: too long for every `npm test`, part of every `.ci/run`. */
export const SYSTEM = [
  'tests/system/**/*.int.test.ts',
  'tests/integration/cli/**/*.int.test.ts',
  'tests/integration/config/*.int.test.ts',
  'tests/integration/app/*-crash.int.test.ts',
  'tests/integration/loop/{crash,deals,fields,follow-up,tandem}.int.test.ts',
]

/** What looks at no server: with one it would do the same once more. `tests/architecture/suites.test.ts` keeps the list whole. */
export const NO_SERVER = [
  'src/store/embedded-pool.int.test.ts',
  'src/store/folder-lock.int.test.ts',
  'tests/integration/app/types.int.test.ts',
  'tests/integration/cli/alerts.int.test.ts',
  'tests/integration/cli/bad-input.int.test.ts',
  'tests/integration/cli/bench.int.test.ts',
  'tests/integration/cli/budget.int.test.ts',
  'tests/integration/cli/config.int.test.ts',
  'tests/integration/cli/costs.int.test.ts',
  'tests/integration/cli/demo.int.test.ts',
  'tests/integration/cli/matches.int.test.ts',
  'tests/integration/cli/parked.int.test.ts',
  'tests/integration/cli/preview.int.test.ts',
  'tests/integration/cli/report.int.test.ts',
  'tests/integration/cli/routing.int.test.ts',
  'tests/integration/cli/sla.int.test.ts',
  'tests/integration/cli/stores-nothing.int.test.ts',
  'tests/integration/cli/touches.int.test.ts',
  'tests/integration/cli/users.int.test.ts',
  'tests/integration/config/live.int.test.ts',
  'tests/integration/http/provision.int.test.ts',
  'tests/integration/loop/tandem.int.test.ts',
]

/** Those that take longest begin first, the slowest of all in front, so that no worker waits at the end for one of them. */
export const SLOWEST = [
  'tests/system/escalation/escalation.int.test.ts',
  'tests/system/model/faults.int.test.ts',
  'tests/system/model/effects.int.test.ts',
  'tests/system/model/limits.int.test.ts',
  'tests/integration/cli/bench.int.test.ts',
  'tests/integration/cli/stores-nothing.int.test.ts',
  'tests/integration/loop/crash.int.test.ts',
  'tests/integration/cli/preview.int.test.ts',
  'tests/integration/cli/worker.int.test.ts',
  'tests/integration/app/tasks-crash.int.test.ts',
  'tests/integration/cli/demo.int.test.ts',
]

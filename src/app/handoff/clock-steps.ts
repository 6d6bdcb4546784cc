import type { Step } from '#domain/sla/settle.ts'
import type { Instant } from '#domain/instant.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** One wake-up for the earliest moment of a batch is enough: looking at due clocks asks for the next one. */
export async function wakeAtFirst(scope: Scope, tx: Store, clocks: readonly StoredClock[]): Promise<void> {
  const moments = clocks.flatMap((clock) => clock.nextCheckAt ?? [])
  if (moments.length === 0) return
  const payload = { connectionId: scope.connection.id }
  await tx.outbox.add([{ id: scope.newId(), job: 'check-clocks', payload, runAt: Math.min(...moments) }])
}

/** As it is stored, noticed at `at`. */
export const toStep = (clock: string, step: Step, at: Instant): ClockStep => ({
  clockId: clock,
  step: step.step,
  dueAt: step.dueAt,
  at,
  state: step.verdict === 'due' ? 'done' : 'skipped',
  reason: step.reason,
})

import type { Handoff } from '#domain/handoff/types.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { StepAction, StoredAction } from '#ports/store/actions.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/**
 * Remembers steps of clocks in the caller's transaction, which holds the clocks, and with those that are new what they ask for: that
 * people are told of a warning or a breach, or what the ladder says. A step that is there already asks for nothing again. Nothing is
 * done yet: that waits until it is known whether sales answered (perform-actions.ts).
 */
export async function recordSteps(
  scope: Scope,
  tx: Store,
  clocks: readonly StoredClock[],
  steps: readonly ClockStep[],
): Promise<void> {
  if (steps.length === 0) return
  const { id } = scope.connection
  const recorded = await tx.clocks.recordSteps(id, steps)
  const byId = new Map(clocks.map((clock) => [clock.id, clock]))
  const asking = steps.flatMap((step) => {
    const isFresh = step.state === 'done' && recorded.has(`${step.clockId}:${step.step}`)
    const clock = isFresh ? byId.get(step.clockId) : undefined
    const action = clock === undefined ? null : asks(scope, clock, step)
    return clock === undefined || action === null ? [] : [{ clock, step, action }]
  })
  if (asking.length === 0) return
  const handoffs = await tx.handoffs.byIds(id, [...new Set(asking.map(({ clock }) => clock.handoffId))])
  const now = scope.clock.now()
  const actions = asking.flatMap(({ clock, step, action }): readonly StoredAction[] =>
    isWanted(action, handoffs.get(clock.handoffId))
      ? [
          {
            id: `${clock.id}:${step.step}`,
            clockId: clock.id,
            step: step.step,
            linkId: clock.linkId,
            handoffId: clock.handoffId,
            action,
            dueAt: step.dueAt,
            recordedAt: now,
            state: 'waiting',
            attempts: 0,
            waitedMs: 0,
            nextTryAt: now,
            finishedAt: null,
            note: null,
          },
        ]
      : [],
  )
  if (actions.length === 0) return
  await tx.actions.add(id, actions)
  await tx.outbox.add([{ id: scope.newId(), job: 'perform-actions', payload: { connectionId: id }, runAt: now }])
}

/** Null: nothing beside being remembered. */
function asks({ config }: Scope, clock: StoredClock, { step }: ClockStep): StepAction | null {
  const kind = alertOf(step)
  if (kind !== null) return config.alerts.rules.some(({ on }) => on.includes(kind)) ? { kind: 'alert' } : null
  return clock.ladder.find(({ id }) => step === `ladder:${id}`)?.action ?? null
}

/** What people are told of at a step; null: of nothing. */
export const alertOf = (step: string): 'breach' | 'warning' | null =>
  step === 'breach' ? 'breach' : step.startsWith('warn:') ? 'warning' : null

/** A backfill may hand people over without alerts, now and later. */
const isWanted = (action: StepAction, handoff: Handoff | undefined): boolean =>
  handoff !== undefined && (action.kind !== 'alert' || handoff.leftOut?.includes('alerts') !== true)

export const deadlineOf = ({ dueAt, calendar }: Pick<StoredClock, 'dueAt' | 'calendar'>) =>
  dueAt === null ? null : { at: dueAt, timeZone: (calendar as BusinessCalendar).timeZone }

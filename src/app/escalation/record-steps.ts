import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RepDirectory } from '#domain/routing/types.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { leadAlert } from '../alerts/lead-alert.ts'
import type { LeadEvent } from '../alerts/lead-alert.ts'
import { raiseAlerts } from '../alerts/raise-alerts.ts'
import type { Scope } from '../scope.ts'

/** What a step asks for beside being remembered. */
interface Asked {
  readonly clock: StoredClock
  readonly handoff: Handoff
  readonly link: Link
  readonly step: ClockStep
}

/**
 * Remembers steps of clocks in the caller's transaction, which holds the clocks, and with those that are new what they ask for: an
 * alert for a warning or a breach, an action for a step of the ladder. A step that is there already asks for nothing again.
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
  const fresh = steps.filter(({ clockId, step, state }) => state === 'done' && recorded.has(`${clockId}:${step}`))
  if (fresh.length === 0) return
  const asked = await withLeads(scope, tx, clocks, fresh)
  await addActions(scope, tx, asked)
  await raise(scope, tx, asked)
}

async function withLeads(
  scope: Scope,
  tx: Store,
  clocks: readonly StoredClock[],
  steps: readonly ClockStep[],
): Promise<readonly Asked[]> {
  const { id } = scope.connection
  const byId = new Map(clocks.map((clock) => [clock.id, clock]))
  const about = steps.flatMap(({ clockId }) => byId.get(clockId) ?? [])
  const links = await tx.links.byIds(id, [...new Set(about.map(({ linkId }): LinkId => linkId))])
  const handoffs = await tx.handoffs.byIds(id, [...new Set(about.map(({ handoffId }) => handoffId))])
  return steps.flatMap((step): readonly Asked[] => {
    const clock = byId.get(step.clockId)
    const link = clock === undefined ? undefined : links.get(clock.linkId)
    const handoff = clock === undefined ? undefined : handoffs.get(clock.handoffId)
    return clock === undefined || link === undefined || handoff === undefined ? [] : [{ clock, handoff, link, step }]
  })
}

async function addActions(scope: Scope, tx: Store, asked: readonly Asked[]): Promise<void> {
  const now = scope.clock.now()
  const actions = asked.flatMap(({ clock, handoff, step }): readonly StoredAction[] => {
    const rung = clock.ladder.find(({ id }) => step.step === `ladder:${id}`)
    if (rung === undefined) return []
    return [
      {
        id: `${clock.id}:${step.step}`,
        clockId: clock.id,
        step: step.step,
        linkId: clock.linkId,
        handoffId: handoff.id,
        action: rung.action,
        dueAt: step.dueAt,
        recordedAt: now,
        state: 'waiting',
        attempts: 0,
        nextTryAt: now,
        finishedAt: null,
        note: null,
      },
    ]
  })
  if (actions.length === 0) return
  await tx.actions.add(scope.connection.id, actions)
  const payload = { connectionId: scope.connection.id }
  await tx.outbox.add([{ id: scope.newId(), job: 'perform-actions', payload, runAt: now }])
}

/** A backfill may hand people over without alerts, now and later. */
async function raise(scope: Scope, tx: Store, asked: readonly Asked[]): Promise<void> {
  const told = asked.flatMap((one) => {
    const event = one.handoff.leftOut?.includes('alerts') === true ? null : eventOf(one)
    return event === null ? [] : [{ ...one, event }]
  })
  if (told.length === 0) return
  const reps: RepDirectory = await scope.reps()
  await raiseAlerts(
    scope,
    tx,
    told.map(({ clock, handoff, link, event }) =>
      leadAlert(scope, reps, { link, handoff, deadline: deadlineOf(clock) }, event),
    ),
  )
}

export const deadlineOf = ({ dueAt, calendar }: Pick<StoredClock, 'dueAt' | 'calendar'>) =>
  dueAt === null ? null : { at: dueAt, timeZone: (calendar as BusinessCalendar).timeZone }

function eventOf({ clock, step }: Asked): LeadEvent | null {
  const at = { subject: clock.id, change: step.step, at: step.dueAt }
  if (step.step === 'breach') return { ...at, kind: 'breach' }
  return step.step.startsWith('warn:') ? { ...at, kind: 'warning' } : null
}

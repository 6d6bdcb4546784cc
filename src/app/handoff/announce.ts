import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { RepDirectory } from '#domain/routing/types.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { ASSIGNED } from '#domain/routing/assignment.ts'
import { leadAlert } from '../alerts/lead-alert.ts'
import type { LeadEvent } from '../alerts/lead-alert.ts'
import { raiseAlerts } from '../alerts/raise-alerts.ts'
import { deadlineOf } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'

interface HandedOver {
  readonly handoff: Handoff
  readonly link: Link
  readonly clock: StoredClock | null
}

/** Tells people of urgent leads, and of leads that nobody could take, in the caller's transaction. A backfill may leave that out. */
export async function announce(
  scope: Scope,
  tx: Store,
  leads: readonly HandedOver[],
  reps: RepDirectory,
): Promise<void> {
  const alerts = leads
    .filter(({ handoff }) => handoff.leftOut?.includes('alerts') !== true)
    .flatMap(({ handoff, link, clock }) =>
      eventsOf(handoff).map((event) =>
        leadAlert(scope, reps, { link, handoff, deadline: clock === null ? null : deadlineOf(clock) }, event),
      ),
    )
  await raiseAlerts(scope, tx, alerts)
}

function eventsOf(handoff: Handoff): readonly LeadEvent[] {
  const about = { subject: handoff.id, at: handoff.handedOverAt }
  const urgent: LeadEvent = { ...about, kind: 'urgent-lead', change: 'handed-over' }
  const unowned: LeadEvent = { ...about, kind: 'unowned', change: 'handed-over', because: lastWord(handoff) }
  return [...(handoff.urgency === 'urgent' ? [urgent] : []), ...(isUnowned(handoff) ? [unowned] : [])]
}

/**
 * Nobody could take it, and nobody will by himself: a lead that is held for a pool goes to its first member who is back, and
 * Salesforce's own rules know why they put one into a queue.
 */
const isUnowned = ({ ownerRule, queueId, heldForPool }: Handoff): boolean =>
  heldForPool === null && (ownerRule === 'fallback' || (queueId !== null && ownerRule !== ASSIGNED))

const lastWord = ({ routing, reason }: Handoff): string =>
  routing.findLast(({ verdict }) => verdict !== 'chosen')?.why ?? reason

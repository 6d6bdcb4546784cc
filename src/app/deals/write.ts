import type { ItemOutcome } from '#ports/connector.ts'
import type { Scope } from '../scope.ts'
import { DONE, unconvertibleValue, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { DealResult, PlannedDeal } from './unit.ts'
import { dealJournal } from './unit.ts'

/** Makes and updates the deals. One that was refused keeps its link as it was. */
export async function writeDeals(scope: Scope, planned: readonly PlannedDeal[]): Promise<readonly DealResult[]> {
  const operations = planned.flatMap((p) => p.write ?? [])
  const outcomes = new Map(
    (operations.length === 0 ? [] : await scope.hubspot.write(operations)).map((outcome) => [outcome.traceId, outcome]),
  )
  return planned.map((p) => resultOf(scope, p, p.write === null ? undefined : outcomes.get(p.write.traceId)))
}

function resultOf(scope: Scope, planned: PlannedDeal, outcome: ItemOutcome | undefined): DealResult {
  const { deal, link } = planned
  if (outcome === undefined || link === null)
    return {
      ...planned,
      journal: planned.mirror === 'vanished' ? unlinked(scope, planned) : [],
      verdict: verdictOfPlan(planned),
    }
  if (!outcome.ok)
    return { ...planned, link: deal.link ?? link, journal: [], verdict: verdictOf(outcome.error, deal.rows, link.id) }
  const row = dealJournal(scope, planned, {
    action: outcome.effect === 'created' ? 'create' : 'update',
    recordId: outcome.id,
    changes: planned.changes,
  })
  return {
    ...planned,
    link: { ...link, hubspotId: outcome.id, state: 'active' },
    journal: [row],
    verdict: verdictOfPlan(planned),
  }
}

function verdictOfPlan({ unconvertible, link }: PlannedDeal): Verdict {
  return unconvertible.length === 0 ? DONE : unconvertibleValue(unconvertible, link?.id ?? null)
}

/** Said once: later looks find the link unlinked already. */
const unlinked = (scope: Scope, planned: PlannedDeal): DealResult['journal'] =>
  planned.deal.link?.state === 'unlinked'
    ? []
    : [dealJournal(scope, planned, { action: 'unlink', recordId: planned.link?.hubspotId ?? '', changes: [] })]

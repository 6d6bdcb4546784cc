import { compareHeld } from '#domain/reconcile/echo.ts'
import type { ItemOutcome } from '#ports/connector.ts'
import type { KnownVersion } from '#ports/store.ts'
import { heldChanges } from '../held-changes.ts'
import { versionOf } from '../known-version.ts'
import type { Scope } from '../scope.ts'
import { DONE, keptFields, unconvertibleValue, verdictOf } from '../settle-outcomes.ts'
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
      stillOn: [],
      known: planned.existing?.by === 'read' ? [versionOf('hubspot', planned.existing.record)] : [],
    }
  if (!outcome.ok)
    return {
      ...planned,
      link: deal.link ?? link,
      journal: [],
      stillOn: [],
      known: [],
      verdict: verdictOf(outcome.error, deal.rows, link.id),
    }
  const sent = planned.existing === null ? [] : planned.changes.map((change) => ({ ...change, map: change.rule }))
  const held = compareHeld('hubspot', link.base, sent, outcome.values ?? {})
  const kept = keptFields(
    held.refused.map((map) => `${map} in HubSpot`),
    link.id,
  )
  const row = dealJournal(scope, planned, {
    action: outcome.effect === 'created' ? 'create' : 'update',
    recordId: outcome.id,
    changes: heldChanges(planned.changes, outcome.values ?? {}),
  })
  return {
    ...planned,
    link: { ...link, hubspotId: outcome.id, state: 'active', base: held.base },
    journal: [row],
    verdict: kept ?? verdictOfPlan(planned),
    stillOn: [],
    known: knownDeal(planned, outcome),
  }
}

/** Of a deal that was just made only what was sent is known: it comes once as news. */
function knownDeal(
  { existing, changes }: PlannedDeal,
  outcome: Extract<ItemOutcome, { ok: true }>,
): readonly KnownVersion[] {
  if (existing === null) return []
  const sent = Object.fromEntries(changes.map((change) => [change.field, change.to]))
  const values = { ...existing.record.values, ...sent, ...outcome.values }
  return [{ ...versionOf('hubspot', { ...existing.record, values }), modifiedAt: outcome.modifiedAt ?? null }]
}

function verdictOfPlan({ unconvertible, link }: PlannedDeal): Verdict {
  return unconvertible.length === 0 ? DONE : unconvertibleValue(unconvertible, link?.id ?? null)
}

/** Said once: later looks find the link unlinked already. */
const unlinked = (scope: Scope, planned: PlannedDeal): DealResult['journal'] =>
  planned.deal.link?.state === 'unlinked'
    ? []
    : [dealJournal(scope, planned, { action: 'unlink', recordId: planned.link?.hubspotId ?? '', changes: [] })]

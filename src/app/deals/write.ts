import { compareHeld } from '#domain/reconcile/echo.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'
import { heldChanges } from '../held-changes.ts'
import { versionOf } from '../known-version.ts'
import { intendedChanges } from '../intents/intended.ts'
import type { BatchScope, IntendedWrite } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { DONE, keptFields, unconvertibleValue, verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { DealResult, PlannedDeal } from './unit.ts'
import { dealJournal } from './unit.ts'

/** Makes and updates the deals. One that was refused keeps its link as it was. */
export async function writeDeals(scope: BatchScope, planned: readonly PlannedDeal[]): Promise<readonly DealResult[]> {
  const outcomes = await scope.writes.write(
    scope.hubspot,
    planned.flatMap((p) => (p.write === null ? [] : [intendedDeal(scope, p, p.write)])),
  )
  return planned.map((p) => resultOf(scope, p, p.write === null ? undefined : outcomes.get(p.write.traceId)))
}

const intendedDeal = (
  scope: Scope,
  { deal, link, changes }: PlannedDeal,
  operation: NonNullable<PlannedDeal['write']>,
): IntendedWrite => ({
  operation,
  subject: deal.opportunityId,
  linkId: link?.id ?? null,
  changes: intendedChanges('hubspot', changes, link?.base ?? {}, scope.config.fields['deal-opportunity']),
})

function resultOf(scope: Scope, planned: PlannedDeal, outcome: ItemOutcome | undefined): DealResult {
  const { deal, link } = planned
  if (outcome === undefined || link === null)
    return {
      ...planned,
      journal: planned.mirror === 'vanished' ? unlinked(scope, planned) : [],
      verdict: verdictOfPlan(planned),
      stillOn: [],
      known: planned.existing?.by === 'read' ? [versionOf('hubspot', planned.existing.record)] : [],
      agreed: true,
    }
  if (!outcome.ok)
    return {
      ...planned,
      link: deal.link === null ? link : { ...deal.link, base: deal.storedBase ?? deal.link.base },
      journal: [],
      stillOn: [],
      known: [],
      verdict: verdictOf(outcome.error, deal.rows, link.id),
      agreed: false,
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
    agreed: true,
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

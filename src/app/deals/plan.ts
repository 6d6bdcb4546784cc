import type { Link } from '#domain/identity/link.ts'
import { linkId } from '#domain/ids.ts'
import { initialValues, reconcileRecord, refusalText } from '#domain/reconcile/record.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import { mappingTools } from '../context-tools.ts'
import type { BatchTools } from '../context-tools.ts'
import { capturedFields } from '../fields-to-read.ts'
import { DEALS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { readOrRecall } from '../snapshots.ts'
import type { Seen } from '../snapshots.ts'
import { newDealLink } from './left-over.ts'
import type { PlannedDeal, PresentDeal } from './unit.ts'

/** The unique property of deals that holds the opportunity's id: the key by which a deal is made once. */
const OPPORTUNITY_ID = 'tandem_salesforce_opportunity_id'

/**
 * What the deal of each opportunity needs: a create while it has people and none, an update, or nothing. A deal known by what a
 * capture brought along is read before it is written.
 * @param doubted opportunities of whose deals a capture says nothing that counts: it may be older than what was written since.
 */
export async function planDeals(
  scope: Scope,
  deals: readonly PresentDeal[],
  doubted: ReadonlySet<string> = new Set(),
): Promise<readonly PlannedDeal[]> {
  // Values go from Opportunities to deals alone.
  const salesforce = deals.map((deal) => deal.record.values)
  const tools = await mappingTools(scope, ['deal-opportunity'], { hubspot: [], salesforce })
  const held = await heldDeals(
    scope,
    deals,
    deals.flatMap((deal) => (doubted.has(deal.opportunityId) ? [] : deal.rows)),
  )
  const planned = deals.map((deal) => planDeal(scope, deal, held, tools))
  const doubtful = planned.filter(({ write, existing }) => write !== null && existing?.by === 'snapshot')
  if (doubtful.length === 0) return planned
  const fresh = await heldDeals(
    scope,
    doubtful.map(({ deal }) => deal),
    [],
  )
  return planned.map((plan) => (doubtful.includes(plan) ? planDeal(scope, plan.deal, fresh, tools) : plan))
}

function planDeal(scope: Scope, deal: PresentDeal, held: ReadonlyMap<string, Seen>, tools: BatchTools): PlannedDeal {
  const nothing = { deal, write: null, changes: [], unconvertible: [], existing: null }
  const { link } = deal
  if (link?.hubspotId === null || link === null)
    return deal.people.length > 0 ? planCreate(scope, deal, tools) : { ...nothing, link, mirror: 'none' }
  const existing = held.get(link.hubspotId)
  // A deal that was merged into another opportunity's is gone for this one.
  if (existing === undefined || (existing.record.id !== link.hubspotId && !isOf(existing.record, deal)))
    return { ...nothing, link: { ...link, state: 'unlinked' }, mirror: 'vanished' }
  return planUpdate(scope, deal, { ...link, hubspotId: existing.record.id, state: 'active' }, existing, tools)
}

const isOf = (existing: RemoteRecord, deal: PresentDeal): boolean =>
  existing.values[OPPORTUNITY_ID] === deal.opportunityId

/** By every id that means the deal. */
async function heldDeals(
  scope: Scope,
  deals: readonly PresentDeal[],
  rows: readonly InboxRow[],
): Promise<ReadonlyMap<string, Seen>> {
  const ids = deals.flatMap((deal) => deal.link?.hubspotId ?? [])
  if (ids.length === 0) return new Map()
  const fields = capturedFields(scope.config, DEALS) ?? []
  const seen = await readOrRecall(scope.hubspot, { object: 'deals', ids, fields }, rows)
  return new Map(seen.flatMap((one) => [...one.record.mergedIds, one.record.id].map((id) => [id, one] as const)))
}

function planUpdate(scope: Scope, deal: PresentDeal, link: Link, held: Seen, tools: BatchTools): PlannedDeal {
  const existing = held.record
  const decision = reconcileRecord({
    maps: scope.config.fields['deal-opportunity'],
    base: link.base,
    hubspot: { values: existing.values, modifiedAt: existing.modifiedAt },
    salesforce: { values: deal.record.values, modifiedAt: deal.record.modifiedAt },
    tools,
  })
  const changes = decision.writes
    .filter((write) => write.to === 'hubspot')
    .map((write): FieldChange => ({
      field: write.field,
      from: write.from,
      to: write.value,
      rule: write.map,
      because: write.because,
      winner: 'salesforce',
      ...(write.lost === undefined ? {} : { lost: write.lost }),
    }))
  const values = Object.fromEntries(changes.map((change) => [change.field, change.to]))
  return {
    deal,
    link: { ...link, base: decision.base },
    mirror: 'kept',
    write:
      changes.length === 0
        ? null
        : { kind: 'update', traceId: deal.opportunityId, object: 'deals', id: existing.id, values },
    changes,
    unconvertible: decision.refusals.map(refusalText),
    defaultsUsed: decision.defaultsUsed,
    existing: held,
  }
}

function planCreate(scope: Scope, deal: PresentDeal, tools: BatchTools): PlannedDeal {
  const initial = initialValues(scope.config.fields['deal-opportunity'], 'hubspot', deal.record.values, tools)
  const values = { ...initial.values, pipeline: initial.values['pipeline'] ?? 'default' }
  const changes = Object.entries(values).map(([field, to]): FieldChange => ({
    field,
    from: null,
    to,
    rule: 'create',
    because: 'first-link',
    winner: 'salesforce',
  }))
  const link = deal.link ?? newDealLink(scope, deal.opportunityId, linkId(scope.newId()))
  return {
    deal,
    link: { ...link, base: initial.base },
    mirror: 'kept',
    write: {
      kind: 'upsert',
      traceId: deal.opportunityId,
      object: 'deals',
      keyField: OPPORTUNITY_ID,
      key: deal.opportunityId,
      values,
    },
    changes,
    unconvertible: initial.refusals.map(refusalText),
    defaultsUsed: initial.defaultsUsed,
    existing: null,
  }
}

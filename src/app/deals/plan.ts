import { dealKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import { linkId } from '#domain/ids.ts'
import { initialValues, reconcileRecord } from '#domain/reconcile/record.ts'
import type { RemoteRecord } from '#ports/connector.ts'
import type { FieldChange } from '#ports/store.ts'
import { contextTools } from '../context-tools.ts'
import { hubspotFields } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'
import type { PlannedDeal, PresentDeal } from './unit.ts'

type Tools = ReturnType<typeof contextTools>

/** The unique property of deals that holds the opportunity's id: the key by which a deal is made once. */
const OPPORTUNITY_ID = 'tandem_salesforce_opportunity_id'

/** What the deal of each opportunity needs: a create while it has people and none, an update, or nothing. */
export async function planDeals(scope: Scope, deals: readonly PresentDeal[]): Promise<readonly PlannedDeal[]> {
  const tools = contextTools(scope.connection.orgTimeZone)
  const held = await readDeals(scope, deals)
  return deals.map((deal): PlannedDeal => {
    const { link } = deal
    if (link?.hubspotId === null || link === null)
      return deal.people.length > 0
        ? planCreate(scope, deal, tools)
        : { deal, link, mirror: 'none', write: null, changes: [], unconvertible: [] }
    const existing = held.get(link.hubspotId)
    // A deal that was merged into another opportunity's is gone for this one.
    if (existing === undefined || (existing.id !== link.hubspotId && !isOf(existing, deal)))
      return {
        deal,
        link: { ...link, state: 'unlinked' },
        mirror: 'vanished',
        write: null,
        changes: [],
        unconvertible: [],
      }
    return planUpdate(scope, deal, { ...link, hubspotId: existing.id, state: 'active' }, existing, tools)
  })
}

const isOf = (existing: RemoteRecord, deal: PresentDeal): boolean =>
  existing.values[OPPORTUNITY_ID] === deal.opportunityId

/** By every id that means the deal. */
async function readDeals(scope: Scope, deals: readonly PresentDeal[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const ids = deals.flatMap((deal) => deal.link?.hubspotId ?? [])
  if (ids.length === 0) return new Map()
  const fields = hubspotFields(scope.config, ['deal-opportunity'])
  const records = await scope.hubspot.read({ object: 'deals', ids, fields })
  return new Map(records.flatMap((record) => [...record.mergedIds, record.id].map((id) => [id, record] as const)))
}

function planUpdate(scope: Scope, deal: PresentDeal, link: Link, existing: RemoteRecord, tools: Tools): PlannedDeal {
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
    unconvertible: decision.unconvertible,
  }
}

function planCreate(scope: Scope, deal: PresentDeal, tools: Tools): PlannedDeal {
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
  const link: Link = deal.link ?? {
    id: linkId(scope.newId()),
    kind: 'deal',
    key: dealKey(scope.connection.orgId, deal.opportunityId),
    hubspotId: null,
    salesforceObject: 'Opportunity',
    salesforceId: deal.opportunityId,
    state: 'intended',
    origin: 'opportunity',
    adopted: false,
    base: {},
    createdAt: scope.clock.now(),
  }
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
    unconvertible: initial.unconvertible,
  }
}

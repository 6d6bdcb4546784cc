import { dealKey } from '#domain/identity/match.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import { linkId } from '#domain/ids.ts'
import { initialValues, reconcileRecord } from '#domain/reconcile/record.ts'
import type { ItemOutcome, RemoteRecord, WriteOperation } from '#ports/connector.ts'
import type { FieldChange, InboxRow, JournalRow, StoredOpportunity } from '#ports/store.ts'
import { contextTools } from './context-tools.ts'
import type { Deal } from './deals/gather.ts'
import { gatherDeals, toStored } from './deals/gather.ts'
import { hubspotFields } from './fields-to-read.ts'
import { CONTACTS, OPPORTUNITIES } from './scope.ts'
import type { Scope } from './scope.ts'
import { DONE, settleRows, verdictOf } from './settle-outcomes.ts'
import type { Verdict } from './settle-outcomes.ts'

type Present = Deal & { readonly record: RemoteRecord }
interface Planned {
  readonly deal: Present
  readonly link: Link
  readonly write: WriteOperation | null
  readonly changes: readonly FieldChange[]
}
interface Written extends Planned {
  readonly journal: readonly JournalRow[]
  readonly verdict: Verdict
}

/** The unique property of deals that holds the opportunity's id: the key by which a deal is made once. */
const OPPORTUNITY_ID = 'tandem_salesforce_opportunity_id'

/**
 * One batch of opportunities: each of a linked person becomes, or keeps in step, one HubSpot deal associated with its people;
 * the outcome is remembered and its people are put in the inbox, so that their own properties tell it too.
 */
export async function reconcileDeals(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const { deals, strangers } = await gatherDeals(scope, rows)
  const present = deals.filter((deal): deal is Present => deal.record !== null && deal.people.length > 0)
  const planned = await plan(scope, present)
  const written = await associate(scope, await write(scope, planned))
  await remember(scope, deals, strangers, written)
}

async function plan(scope: Scope, deals: readonly Present[]): Promise<readonly Planned[]> {
  const tools = contextTools(scope.connection.orgTimeZone)
  const maps = scope.config.fields['deal-opportunity']
  const ids = deals.flatMap((deal) =>
    deal.link?.hubspotId === null || deal.link === null ? [] : [deal.link.hubspotId],
  )
  const fields = hubspotFields(scope.config, ['deal-opportunity'])
  const held = new Map(
    (ids.length === 0 ? [] : await scope.hubspot.read({ object: 'deals', ids, fields })).map((r) => [r.id, r]),
  )
  return deals.flatMap((deal): Planned[] => {
    const existing = deal.link === null ? undefined : held.get(deal.link.hubspotId ?? '')
    if (deal.link === null || deal.link.state === 'intended')
      return [planCreate(scope, deal, initialValues(maps, 'hubspot', deal.record.values, tools))]
    // Deleted in HubSpot: nothing is made anew.
    if (existing === undefined) return []
    const decision = reconcileRecord({
      maps,
      base: deal.link.base,
      hubspot: { values: existing.values, modifiedAt: existing.modifiedAt },
      salesforce: { values: deal.record.values, modifiedAt: deal.record.modifiedAt },
      tools,
    })
    const changes = decision.writes
      .filter((w) => w.to === 'hubspot')
      .map((w): FieldChange => ({
        field: w.field,
        from: w.from,
        to: w.value,
        rule: w.map,
        because: w.because,
        winner: 'salesforce',
      }))
    const values = Object.fromEntries(changes.map((c) => [c.field, c.to]))
    const operation: WriteOperation = {
      kind: 'update',
      traceId: deal.opportunityId,
      object: 'deals',
      id: existing.id,
      values,
    }
    return [
      { deal, link: { ...deal.link, base: decision.base }, write: changes.length === 0 ? null : operation, changes },
    ]
  })
}

function planCreate(scope: Scope, deal: Present, initial: ReturnType<typeof initialValues>): Planned {
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
    write: {
      kind: 'upsert',
      traceId: deal.opportunityId,
      object: 'deals',
      keyField: OPPORTUNITY_ID,
      key: deal.opportunityId,
      values,
    },
    changes,
  }
}

async function write(scope: Scope, planned: readonly Planned[]): Promise<readonly Written[]> {
  const operations = planned.flatMap((p) => p.write ?? [])
  const outcomes = new Map(
    (operations.length === 0 ? [] : await scope.hubspot.write(operations)).map((o) => [o.traceId, o]),
  )
  return planned.map((p): Written => {
    const outcome = outcomes.get(p.deal.opportunityId)
    if (p.write === null || outcome === undefined) return { ...p, journal: [], verdict: DONE }
    if (!outcome.ok)
      return {
        ...p,
        link: p.deal.link ?? p.link,
        journal: [],
        verdict: verdictOf(outcome.error, p.deal.rows, p.link.id),
      }
    const link: Link = { ...p.link, hubspotId: outcome.id, state: 'active' }
    return { ...p, link, journal: [journalRow(scope, p, outcome)], verdict: DONE }
  })
}

const journalRow = (scope: Scope, p: Planned, outcome: Extract<ItemOutcome, { ok: true }>): JournalRow => ({
  at: scope.clock.now(),
  linkId: p.link.id,
  side: 'hubspot',
  object: 'deals',
  recordId: outcome.id,
  action: outcome.effect === 'created' ? 'create' : 'update',
  changes: p.changes,
  configVersion: scope.configVersion,
  cause: p.deal.rows[0]?.cause ?? 'changed',
})

/** People that are new on a deal are associated with it; HubSpot then moves their lifecycle stage by itself. */
async function associate(scope: Scope, written: readonly Written[]): Promise<readonly Written[]> {
  const missing = written.flatMap((w) => {
    if (w.verdict.kind !== 'done' || w.link.hubspotId === null) return []
    const known = new Set(w.deal.before?.linkId === w.link.id ? w.deal.before.people : [])
    return w.deal.people
      .filter((person) => !known.has(person.id) && person.hubspotId !== null)
      .map((person) => ({ w, person }))
  })
  const operations = missing.map(({ w, person }, i): WriteOperation => ({
    kind: 'associate',
    traceId: String(i),
    from: { object: 'deals', id: w.link.hubspotId ?? '' },
    to: { object: 'contacts', id: person.hubspotId ?? '' },
    primary: 'plain',
  }))
  const outcomes = operations.length === 0 ? [] : await scope.hubspot.write(operations)
  return written.map((w): Written => {
    const mine = missing.flatMap((m, i) => (m.w === w ? [{ person: m.person, outcome: outcomes[i] }] : []))
    const failed = mine.map((m) => m.outcome).find((outcome) => outcome?.ok === false)
    if (failed?.ok === false) return { ...w, verdict: verdictOf(failed.error, w.deal.rows, w.link.id) }
    const rows = mine.map(({ person }): JournalRow => ({
      at: scope.clock.now(),
      linkId: w.link.id,
      side: 'hubspot',
      object: 'deals',
      recordId: w.link.hubspotId ?? '',
      action: 'associate',
      changes: [
        {
          field: 'contacts',
          from: null,
          to: person.hubspotId,
          rule: w.deal.contactSource,
          because: w.deal.contactSource,
          winner: 'salesforce',
        },
      ],
      configVersion: scope.configVersion,
      cause: w.deal.rows[0]?.cause ?? 'changed',
    }))
    return { ...w, journal: [...w.journal, ...rows] }
  })
}

async function remember(
  scope: Scope,
  deals: readonly Deal[],
  strangers: readonly InboxRow[],
  written: readonly Written[],
): Promise<void> {
  const { id } = scope.connection
  const done = new Set(written.map((w) => w.deal.opportunityId))
  const gone = deals.filter((deal) => deal.record === null)
  const others = deals.filter((deal) => deal.record !== null && !done.has(deal.opportunityId))
  await scope.store.transaction(async (tx) => {
    await tx.links.save(
      id,
      written.map((w) => w.link),
    )
    const rows = written
      .filter((w) => w.verdict.kind === 'done')
      .map((w): StoredOpportunity => toStored(scope, w.deal, w.deal.record, w.link.id))
    const changed = await tx.opportunities.save(id, rows)
    await tx.opportunities.remove(
      id,
      gone.filter((deal) => deal.before !== null).map((deal) => deal.opportunityId),
    )
    await tx.journal.append(
      id,
      written.flatMap((w) => w.journal),
    )
    const people = [
      ...rows.filter((row) => changed.has(row.id)).flatMap((row) => row.people),
      ...gone.flatMap((deal) => deal.before?.people ?? []),
    ]
    await tellContacts(scope, tx, people)
    await settleRows(scope, tx, [
      { rows: strangers, verdict: DONE },
      ...[...gone, ...others].map((deal) => ({ rows: deal.rows, verdict: DONE })),
      ...written.map((w) => ({
        rows: w.deal.rows,
        verdict: w.verdict,
        subject: { ...OPPORTUNITIES, recordId: w.deal.opportunityId },
      })),
    ])
  })
}

export async function tellContacts(scope: Scope, tx: Scope['store'], people: readonly LinkId[]): Promise<void> {
  if (people.length === 0) return
  const links = await tx.links.byIds(scope.connection.id, [...new Set(people)])
  const contacts = [...links.values()].flatMap((link) => link.hubspotId ?? [])
  await tx.inbox.add(scope.connection.id, CONTACTS, contacts, 'outcome changed', scope.clock.now())
}

import { actualCostLines, salesforceCampaignOfKey } from '#domain/attribution/actual-cost.ts'
import type { CostLine } from '#domain/attribution/cost-line.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Cursor } from '#ports/connector/changes.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { CURRENCY } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'
import { readableCosts, tellOnce } from './refusals.ts'

/** How far the changes of campaigns were read for their costs; the pair of campaigns goes its own way. */
const COSTS: Stream = { side: 'salesforce', object: 'Campaign.ActualCost' }
const FIELDS = ['Name', 'ActualCost', 'StartDate', 'EndDate', CURRENCY] as const
/** Of 2,000 campaigns each; the rest has its turn at the next look. */
const PAGES_AT_ONCE = 10

/**
 * Takes down `ActualCost` of Salesforce campaigns that changed since the last look: one call where nothing did. A campaign
 * without it has no cost; one that was deleted keeps what it has cost. Lines bear the name of the HubSpot campaign that theirs is
 * linked with, also when it was linked or renamed later.
 * @returns how many lines are new or differ.
 */
export async function refreshSalesforceCosts(scope: Scope): Promise<number> {
  const { store, connection, clock, salesforce } = scope
  if (!scope.config.attribution.costs.sources.includes('salesforce')) return 0
  const { id } = connection
  let cursor = await store.inbox.cursor(id, COSTS)
  let changed = 0
  const unhurried = salesforce.withLane('backfill')
  for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
    const from: Cursor | null = cursor
    const page = await readableCosts(scope, 'salesforce', 'campaigns', () =>
      unhurried.changes({ object: 'Campaign', cursor: from, fields: FIELDS }),
    )
    if (page === null) return changed
    const records = page.notices.flatMap(({ kind, record }) =>
      record === undefined || kind === 'deleted' ? [] : [record],
    )
    if (records.some(({ values }) => values['ActualCost'] === undefined)) {
      tellOnce(scope, 'salesforce', 'Campaign.ActualCost', {
        remedy:
          'Give the integration user read access to the field Actual Cost of Campaign, or leave salesforce out of attribution.costs.sources.',
      })
      return changed
    }
    changed += await store.transaction(async (tx) => {
      await tx.costs.lock(id)
      const lines = await linesOf({ ...scope, store: tx }, records)
      const saved = await tx.costs.save(id, lines.save, clock.now(), null)
      await tx.costs.end(id, 'salesforce', lines.end, clock.now())
      await tx.inbox.capture(id, COSTS, { notices: [], cursor: page.cursor, at: clock.now() })
      return saved.size + lines.end.length
    })
    cursor = page.cursor
    if (!page.more) break
  }
  return changed
}

/** Lines of the given campaigns, and those whose campaign goes by another name now. */
async function linesOf(
  scope: Scope,
  records: readonly RemoteRecord[],
): Promise<{ readonly save: readonly CostLine[]; readonly end: readonly string[] }> {
  const { store, connection } = scope
  const before = Map.groupBy(await store.costs.current(connection.id, 'salesforce'), ({ key }) =>
    salesforceCampaignOfKey(key),
  )
  const names = await linkedNames(scope, [...before.keys(), ...records.map((record) => record.id)])
  // A page may tell of one campaign twice; its last state holds.
  const latest = new Map(records.map((record) => [record.id, record]))
  const read = [...latest.values()].map(({ id, values, createdAt, modifiedAt }) =>
    actualCostLines(
      {
        id,
        name: names.get(id) ?? values['Name'] ?? id,
        cost: values['ActualCost'] ?? null,
        currency: values[CURRENCY] ?? connection.currency,
        startOn: values['StartDate'] ?? null,
        endOn: values['EndDate'] ?? null,
        createdAt,
        modifiedAt,
      },
      before.get(id) ?? [],
      connection.orgTimeZone,
    ),
  )
  const renamed = [...before].flatMap(([id, lines]) => {
    const name = names.get(id)
    return latest.has(id) || name === undefined
      ? []
      : lines.flatMap((line) => (line.campaign === name ? [] : [{ ...line, campaign: name }]))
  })
  return {
    save: [...read.flatMap(({ save }) => save), ...renamed],
    end: read.flatMap(({ end }) => end),
  }
}

/** Names of the HubSpot campaigns with which these are linked, by Salesforce id. */
async function linkedNames({ store, connection }: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const links = await store.links.bySalesforceIds(connection.id, 'campaign', [...new Set(ids)])
  if (links.size === 0) return new Map()
  const campaigns = new Map((await store.campaigns.list(connection.id)).map(({ id, name }) => [id, name]))
  return new Map(
    [...links].flatMap(([id, { hubspotId }]) => {
      const name = hubspotId === null ? undefined : campaigns.get(hubspotId)
      return name === undefined ? [] : [[id, name] as const]
    }),
  )
}

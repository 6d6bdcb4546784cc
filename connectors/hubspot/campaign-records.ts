import { RemoteError } from '#domain/errors.ts'
import type { ValueType } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { chunk } from '../shared/batch.ts'
import { parseInstant, toCanonical } from '../shared/canonical.ts'
import type { HubSpotClient } from './client.ts'
import { ErrorBody, toItemError } from './errors.ts'
import { WireRecord, WireRecords } from './records.ts'
import { CAMPAIGN_BATCH_SIZE } from './spec.ts'

/** Marketing campaigns as records. They have an API of their own: no search, no webhooks, ids that are GUIDs. */
export const CAMPAIGNS = 'campaigns'

const STATUSES = ['planned', 'in_progress', 'active', 'paused', 'completed']

const field = (name: string, label: string, type: ValueType, over: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  label,
  type,
  nativeType: type,
  writable: 'always',
  required: false,
  unique: false,
  ...over,
})
const computed = (name: string, label: string): FieldSchema => field(name, label, 'number', { writable: 'never' })

/**
 * The properties that the guide lists; whether the properties API knows campaigns is not documented.
 * Source: https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide
 */
const FIELDS: readonly FieldSchema[] = [
  field('hs_name', 'Campaign name', 'text', { required: true, maxLength: 256 }),
  field('hs_start_date', 'Start date', 'date'),
  field('hs_end_date', 'End date', 'date'),
  field('hs_notes', 'Notes', 'text', { maxLength: 65_536 }),
  field('hs_audience', 'Audience', 'text', { maxLength: 65_536 }),
  field('hs_currency_code', 'Currency', 'text'),
  field('hs_campaign_status', 'Campaign status', 'picklist', {
    restricted: true,
    options: STATUSES.map((value) => ({ value, label: value, active: true })),
  }),
  field('hs_owner', 'Campaign owner', 'reference', { referenceTo: ['OWNER'] }),
  field('hs_utm', 'UTM', 'text'),
  field('hs_color_hex', 'Color', 'text'),
  computed('hs_object_id', 'Record ID'),
  computed('hs_budget_items_sum_amount', 'Budget items sum'),
  computed('hs_spend_items_sum_amount', 'Spend items sum'),
]

/** The schema of campaigns; it is the same in every portal and costs no call. */
export const CAMPAIGN_SCHEMA: ObjectSchema = {
  side: 'hubspot',
  object: CAMPAIGNS,
  label: CAMPAIGNS,
  fields: Object.fromEntries(FIELDS.map((each) => [each.name, each])),
}

/** All campaigns with those of the properties that campaigns have. HubSpot leaves out blank ones, they are null here. */
export async function listCampaigns(
  client: HubSpotClient,
  fields: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const known = fields.filter((name) => Object.hasOwn(CAMPAIGN_SCHEMA.fields, name))
  const properties = [...new Set(['hs_name', ...known])].join(',')
  const records = new Map<string, RemoteRecord>()
  let after: string | undefined
  do {
    const query = { limit: '100', sort: 'createdAt', properties, ...(after === undefined ? {} : { after }) }
    const { body } = await client.read({ method: 'GET', area: 'campaigns', rest: '', query }, WireRecords)
    for (const campaign of body.results) records.set(campaign.id, toRecord(campaign, known))
    after = body.paging?.next?.after
  } while (after !== undefined)
  return [...records.values()]
}

/** A campaign that is gone is told in a 207 as one of these; anything else in it is a failure of the call. */
const GONE: ReadonlySet<string> = new Set(['VALIDATION_ERROR', 'OBJECT_NOT_FOUND'])

/** Ids of those that exist. */
export async function existingCampaigns(client: HubSpotClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const batch of chunk([...new Set(ids)], CAMPAIGN_BATCH_SIZE)) {
    const body = { inputs: batch.map((id) => ({ id })) }
    const answer = await client.read({ method: 'POST', area: 'campaigns', rest: '/batch/read', body }, WireRecords)
    for (const { id } of answer.body.results) found.add(id)
    for (const entry of answer.body.errors ?? []) {
      const parsed = ErrorBody.safeParse(entry)
      if (!parsed.success || !GONE.has(parsed.data.category ?? ''))
        throw toItemError(entry, 'POST /marketing/campaigns/{v}/batch/read')
    }
  }
  return found
}

function toRecord(campaign: WireRecord, fields: readonly string[]): RemoteRecord {
  const properties = campaign.properties ?? {}
  return {
    object: CAMPAIGNS,
    id: campaign.id,
    values: Object.fromEntries(
      fields.map((name) => [name, toCanonical(CAMPAIGN_SCHEMA.fields[name]?.type ?? 'text', properties[name])]),
    ),
    createdAt: parseInstant(campaign.createdAt ?? '') ?? 0,
    modifiedAt: parseInstant(campaign.updatedAt ?? '') ?? 0,
    mergedIds: [],
  }
}

/** One call each: a batch of campaigns does not say which input was refused, and there are few. */
export async function writeCampaigns(
  client: HubSpotClient,
  operations: readonly WriteOperation[],
): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = []
  for (const operation of operations) outcomes.push(await writeOne(client, operation))
  return outcomes
}

async function writeOne(client: HubSpotClient, operation: WriteOperation): Promise<ItemOutcome> {
  const { traceId } = operation
  if (operation.kind !== 'update') return { traceId, ok: false, error: unsupported(operation.kind) }
  try {
    const properties = Object.fromEntries(Object.entries(operation.values).map(([name, value]) => [name, value ?? '']))
    const { body } = await client.write(
      {
        method: 'PATCH',
        area: 'campaigns',
        rest: `/${encodeURIComponent(operation.id)}`,
        label: '/{guid}',
        body: { properties },
      },
      WireRecord,
    )
    const record = toRecord(body, Object.keys(operation.values))
    return { traceId, ok: true, id: body.id, effect: 'updated', values: record.values, modifiedAt: record.modifiedAt }
  } catch (error) {
    if (error instanceof RemoteError) return { traceId, ok: false, error }
    throw error
  }
}

const unsupported = (kind: WriteOperation['kind']): RemoteError =>
  new RemoteError({
    code: 'UNSUPPORTED_OPERATION',
    disposition: 'park',
    message: `HubSpot campaigns have no ${kind} in Tandem`,
    remedy: 'Make the campaign in HubSpot by hand; Tandem keeps it in step.',
  })

import { FIGURE_KEY } from '#domain/attribution/figure-fields.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { CampaignFigures, FigureSite, FigureWrite, HeldFigures } from '#ports/connector/figures.ts'
import type { FieldSpec } from '#ports/connector/provision.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import { chunk } from '../shared/batch.ts'
import { toCanonical } from '../shared/canonical.ts'
import type { HubSpotClient } from './client.ts'
import { ErrorBody, noOutcome, recordGone, toItemError } from './errors.ts'
import { defineObject, defineOnCampaigns, dropFromCampaigns } from './figure-places.ts'
import { type WireRecord, WireRecords } from './records.ts'
import { BATCH_SIZE, CAMPAIGN_BATCH_SIZE } from './spec.ts'

/** Figures of campaigns, in their own properties or in a custom object. */
export const createFigures = (client: HubSpotClient): CampaignFigures => ({
  defineFigureProperties: (fields) => defineOnCampaigns(client, fields),
  dropFigureProperties: (names) => dropFromCampaigns(client, names),
  defineFigureObject: (fields) => defineObject(client, fields),
  readFigures: async (site, ids, fields) => {
    const found = new Map<string, HeldFigures>()
    for (const batch of chunk([...new Set(ids)], batchSizeOf(site)))
      for (const [id, held] of await readBatch(client, site, batch, fields)) found.set(id, held)
    return found
  },
  writeFigures: async (site, operations, fields) => {
    const outcomes: ItemOutcome[] = []
    for (const batch of chunk(operations, batchSizeOf(site)))
      outcomes.push(...(await writeBatch(client, site, batch, fields)))
    return outcomes
  },
})

const batchSizeOf = ({ kind }: FigureSite): number => (kind === 'properties' ? CAMPAIGN_BATCH_SIZE : BATCH_SIZE)

const campaignOf = (operation: FigureWrite): string => (operation.kind === 'update' ? operation.id : operation.key)

/** A campaign or record that is gone is told in a 207 as one of these. Campaigns of a wrong id are invalid. */
const GONE: ReadonlySet<string> = new Set(['VALIDATION_ERROR', 'OBJECT_NOT_FOUND'])

/** By campaign id. Blank properties may be left out of the answer: they are null. */
async function readBatch(
  client: HubSpotClient,
  site: FigureSite,
  ids: readonly string[],
  fields: readonly FieldSpec[],
): Promise<ReadonlyMap<string, HeldFigures>> {
  const names = fields.map(({ name }) => name)
  const inputs = ids.map((id) => ({ id }))
  const call =
    site.kind === 'properties'
      ? ({ area: 'campaigns', rest: '/batch/read', query: { properties: names.join(',') }, body: { inputs } } as const)
      : ({
          area: 'objects',
          rest: `/${site.objectType}/batch/read`,
          label: '/{custom}/batch/read',
          body: { inputs, idProperty: FIGURE_KEY, properties: [...names, FIGURE_KEY], propertiesWithHistory: [] },
        } as const)
  const { body } = await client.read({ method: 'POST', ...call }, WireRecords)
  for (const entry of body.errors ?? []) {
    const parsed = ErrorBody.safeParse(entry)
    if (!parsed.success || !GONE.has(parsed.data.category ?? '')) throw toItemError(entry, `POST ${call.rest}`)
  }
  return new Map(
    body.results.map((record) => [idOf(site, record), { recordId: record.id, values: valuesOf(record, fields) }]),
  )
}

const idOf = (site: FigureSite, record: WireRecord): string =>
  site.kind === 'properties' ? record.id : (toCanonical('text', record.properties?.[FIGURE_KEY]) ?? record.id)

const valuesOf = (record: WireRecord, fields: readonly FieldSpec[]): Values =>
  Object.fromEntries(fields.map(({ name, type }) => [name, toCanonical(type, record.properties?.[name])]))

/**
 * A batch of campaigns does not say which input was refused, and an answer does not prove that a value was kept: what stands there
 * is read back, which tells both.
 */
async function writeBatch(
  client: HubSpotClient,
  site: FigureSite,
  batch: readonly FigureWrite[],
  fields: readonly FieldSpec[],
): Promise<readonly ItemOutcome[]> {
  try {
    const { body } = await client.write({ method: 'POST', ...writeCall(site, batch) }, WireRecords)
    const taken = new Map(body.results.map((record) => [idOf(site, record), record.new === true]))
    const now = await readBatch(client, site, batch.map(campaignOf), fields)
    const [first] = body.errors ?? []
    const refusal = first === undefined ? noOutcome('batch of figures') : toItemError(first, 'batch of figures')
    return batch.map((operation): ItemOutcome => {
      const { traceId } = operation
      const found = now.get(campaignOf(operation))
      const isNew = taken.get(campaignOf(operation))
      if (isNew === undefined) {
        const isGone = site.kind === 'properties' && found === undefined
        return { traceId, ok: false, error: isGone ? recordGone('campaigns') : refusal }
      }
      if (found === undefined) return { traceId, ok: false, error: recordGone('campaigns') }
      const values = Object.fromEntries(Object.keys(operation.values).map((name) => [name, found.values[name] ?? null]))
      return { traceId, ok: true, id: found.recordId, effect: isNew ? 'created' : 'updated', values }
    })
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    return batch.map(({ traceId }) => ({ traceId, ok: false, error }))
  }
}

const toProperties = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']))

function writeCall(site: FigureSite, batch: readonly FigureWrite[]) {
  if (site.kind === 'properties') {
    const inputs = batch.map((operation) => ({ id: campaignOf(operation), properties: toProperties(operation.values) }))
    return { area: 'campaigns', rest: '/batch/update', body: { inputs } } as const
  }
  const inputs = batch.map((operation, index) => ({
    objectWriteTraceId: `t${index}`,
    idProperty: FIGURE_KEY,
    id: campaignOf(operation),
    properties: { ...toProperties(operation.values), [FIGURE_KEY]: campaignOf(operation) },
  }))
  return {
    area: 'objects',
    rest: `/${site.objectType}/batch/upsert`,
    label: '/{custom}/batch/upsert',
    body: { inputs },
  } as const
}

import * as z from 'zod'
import type {
  FindByRequest,
  ReadRequest,
  RelatedRecords,
  RelatedRequest,
  RemoteRecord,
} from '#ports/connector/records.ts'
import { chunk } from '../shared/batch.ts'
import type { HubSpotClient } from './client.ts'
import { ErrorBody, toItemError, unknownObject } from './errors.ts'
import { hubSpotObject, ID_PROPERTY, MERGED_PROPERTY, type HubSpotObject } from './objects.ts'
import { toRemoteRecord, WireRecords } from './records.ts'
import type { Describe } from './schema.ts'
import { ASSOCIATION_READ_SIZE, BATCH_SIZE, PRIMARY_ASSOCIATION_TYPES } from './spec.ts'

export interface ReadContext {
  readonly client: HubSpotClient
  readonly describe: Describe
}

export function rowOf(object: string): HubSpotObject {
  const row = hubSpotObject(object)
  if (!row) throw unknownObject(object)
  return row
}

/** Missing and deleted ids come as errors of a 207 and are simply absent. */
export async function readRecords(context: ReadContext, request: ReadRequest): Promise<readonly RemoteRecord[]> {
  return readBatches(context, request.object, request.fields, [...new Set(request.ids)], null)
}

/** Batch read by a unique property: strongly consistent, unlike search, whose index lags. */
export async function findRecords(context: ReadContext, request: FindByRequest): Promise<readonly RemoteRecord[]> {
  const values = request.values.map((value) => value.trim()).filter((value) => value !== '')
  const wanted = request.field === 'email' ? values.map((value) => value.toLowerCase()) : values
  const by = request.field === ID_PROPERTY ? null : request.field
  return readBatches(context, request.object, request.fields, [...new Set(wanted)], by)
}

async function readBatches(
  { client, describe }: ReadContext,
  object: string,
  fields: readonly string[],
  keys: readonly string[],
  idProperty: string | null,
): Promise<readonly RemoteRecord[]> {
  const row = rowOf(object)
  if (keys.length === 0) return []
  const schema = await describe(object)
  const properties = [...new Set([...fields, row.modified, row.created, MERGED_PROPERTY])]
  const pages = await Promise.all(
    chunk(keys, BATCH_SIZE).map((batch) =>
      client.read(
        {
          method: 'POST',
          area: 'objects',
          rest: `/${object}/batch/read`,
          body: {
            properties,
            propertiesWithHistory: [],
            inputs: batch.map((id) => ({ id })),
            ...(idProperty === null ? {} : { idProperty }),
          },
        },
        WireRecords,
      ),
    ),
  )
  const found = new Map<string, RemoteRecord>()
  for (const { body } of pages) {
    throwIfRefused(body.errors, object)
    for (const record of body.results) found.set(record.id, toRemoteRecord(record, object, row, fields, schema))
  }
  return [...found.values()]
}

/** A 207 of a read says "not found"; anything else in it is a failure of the call. */
function throwIfRefused(errors: readonly unknown[] | undefined, object: string): void {
  for (const entry of errors ?? []) {
    const parsed = ErrorBody.safeParse(entry)
    const category = parsed.success ? parsed.data.category : undefined
    if (category !== 'OBJECT_NOT_FOUND') throw toItemError(entry, `POST /crm/objects/{v}/${object}/batch/read`)
  }
}

const Associations = z.looseObject({
  results: z
    .array(
      z.looseObject({
        from: z.looseObject({ id: z.union([z.string(), z.number()]).transform(String) }),
        to: z.array(
          z.looseObject({
            // The v4 specification says string, real answers carry a number.
            toObjectId: z.union([z.string(), z.number()]).transform(String),
            associationTypes: z
              .array(z.looseObject({ typeId: z.number().optional(), label: z.string().nullish() }))
              .default([]),
          }),
        ),
        paging: z
          .looseObject({
            next: z.looseObject({ after: z.union([z.string(), z.number()]).transform(String) }).optional(),
          })
          .nullish(),
      }),
    )
    .default([]),
  errors: z.array(z.unknown()).optional(),
})

const Refusal = z.looseObject({ category: z.string().optional(), subCategory: z.unknown().optional() })

/** Associated ids, the primary one first. `NO_ASSOCIATIONS_FOUND` inside a 207 means none, not a failure. */
export async function readRelated(
  { client }: ReadContext,
  request: RelatedRequest,
): Promise<readonly RelatedRecords[]> {
  rowOf(request.from)
  rowOf(request.to)
  const primaryType = PRIMARY_ASSOCIATION_TYPES[`${request.from}>${request.to}`]
  const found = new Map<string, { readonly id: string; readonly primary: boolean }[]>()
  let inputs: readonly { readonly id: string; readonly after?: string }[] = [...new Set(request.ids)].map((id) => ({
    id,
  }))
  while (inputs.length > 0) {
    const next: { id: string; after: string }[] = []
    for (const batch of chunk(inputs, ASSOCIATION_READ_SIZE)) {
      const { body } = await client.read(
        {
          method: 'POST',
          area: 'associations',
          rest: `/${request.from}/${request.to}/batch/read`,
          body: { inputs: batch },
        },
        Associations,
      )
      throwUnlessNone(body.errors)
      for (const result of body.results) {
        const list = found.get(result.from.id) ?? []
        found.set(result.from.id, list)
        for (const to of result.to) {
          const primary = to.associationTypes.some((type) => type.typeId === primaryType || type.label === 'Primary')
          if (!list.some((known) => known.id === to.toObjectId)) list.push({ id: to.toObjectId, primary })
        }
        const after = result.paging?.next?.after
        if (after !== undefined) next.push({ id: result.from.id, after })
      }
    }
    inputs = next
  }
  return [...found]
    .filter(([, list]) => list.length > 0)
    .map(([id, list]) => ({
      id,
      related: [...list.filter((r) => r.primary), ...list.filter((r) => !r.primary)].map((r) => r.id),
    }))
}

function throwUnlessNone(errors: readonly unknown[] | undefined): void {
  for (const entry of errors ?? []) {
    const parsed = Refusal.safeParse(entry)
    const harmless =
      parsed.success &&
      (JSON.stringify(parsed.data.subCategory ?? '').includes('NO_ASSOCIATIONS_FOUND') ||
        parsed.data.category === 'OBJECT_NOT_FOUND')
    if (!harmless) throw toItemError(entry, 'POST /crm/associations/{v}/batch/read')
  }
}

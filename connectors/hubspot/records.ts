import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import { parseInstant, toCanonical } from '../shared/canonical.ts'
import { MERGED_PROPERTY, type HubSpotObject } from './objects.ts'

const isObject = (given: unknown): boolean => typeof given === 'object' && given !== null && !Array.isArray(given)

/** A record as every object endpoint sends it. Property values are strings or null on reads. */
export const WireRecord = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  // Looked at as a whole: each property is read by its type where it is wanted, and a page holds thousands of them.
  properties: z
    .custom<Readonly<Record<string, unknown>>>((given) => isObject(given), 'properties must be an object')
    .nullish(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  archivedAt: z.string().nullish(),
  objectWriteTraceId: z.string().nullish(),
  new: z.boolean().optional(),
})
export type WireRecord = z.infer<typeof WireRecord>

const Paging = z.looseObject({
  next: z.looseObject({ after: z.union([z.string(), z.number()]).transform(String) }).optional(),
})

/** Listings, searches and batches; `errors` only with status 207. */
export const WireRecords = z.looseObject({
  results: z.array(WireRecord).default([]),
  total: z.number().optional(),
  errors: z.array(z.unknown()).optional(),
  paging: Paging.nullish(),
})
export type WireRecords = z.infer<typeof WireRecords>

/** Only the asked-for properties that came back; HubSpot leaves out those it does not know. */
export function toValues(
  properties: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  schema: ObjectSchema,
): Values {
  const values: Record<string, string | null> = {}
  for (const field of fields) {
    if (!Object.hasOwn(properties, field)) continue
    values[field] = toCanonical(schema.fields[field]?.type ?? 'text', properties[field])
  }
  return values
}

/** In answers to writes calculated dates may be epoch milliseconds, in reads they are ISO: both are taken. */
export function modifiedAtOf(record: WireRecord, row: HubSpotObject): Instant {
  return instantOf(record.properties?.[row.modified]) ?? instantOf(record.updatedAt) ?? 0
}

/** Null for a living record. */
export const archivedAtOf = (record: WireRecord): Instant | null => instantOf(record.archivedAt)

export function mergedIdsOf(record: WireRecord): readonly string[] {
  const listed = record.properties?.[MERGED_PROPERTY]
  if (typeof listed !== 'string') return []
  return listed
    .split(';')
    .map((id) => id.trim())
    .filter((id) => id !== '' && id !== record.id)
}

export function toRemoteRecord(
  record: WireRecord,
  object: string,
  row: HubSpotObject,
  fields: readonly string[],
  schema: ObjectSchema,
): RemoteRecord {
  return {
    object,
    id: record.id,
    values: toValues(record.properties ?? {}, fields, schema),
    createdAt: instantOf(record.properties?.[row.created]) ?? instantOf(record.createdAt) ?? 0,
    modifiedAt: modifiedAtOf(record, row),
    mergedIds: mergedIdsOf(record),
  }
}

function instantOf(value: unknown): Instant | null {
  return typeof value === 'string' || typeof value === 'number' ? parseInstant(String(value)) : null
}

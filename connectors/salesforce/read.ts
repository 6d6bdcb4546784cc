import * as z from 'zod'
import type {
  FindByRequest,
  ReadRequest,
  RelatedRecords,
  RelatedRequest,
  RemoteRecord,
} from '#ports/connector/records.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import { RemoteError } from '#domain/errors.ts'
import { salesforceId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import { chunk } from '../shared/batch.ts'
import { parseInstant, toCanonical } from '../shared/canonical.ts'
import type { AssignmentRule } from './assignment.ts'
import type { Row, SalesforceClient } from './client.ts'
import { unknownObject } from './errors.ts'
import { RELATIONS, salesforceObject, type Relation, type SalesforceObject } from './objects.ts'
import { canonicalName, type Describe } from './schema.ts'
import { inLists, list, name, names, soql } from './soql.ts'
import { COLLECTION_SIZE } from './spec.ts'

export interface ReadContext {
  readonly client: SalesforceClient
  readonly describe: Describe
  readonly assignmentRule: AssignmentRule
}

export function rowOf(object: string): SalesforceObject {
  const row = salesforceObject(object)
  if (!row) throw unknownObject(object)
  return row
}

const Retrieved = z.array(z.record(z.string(), z.unknown()).nullable())

/** Collections retrieve by POST: the ids travel in the body; rows that are missing or deleted come as null. */
export async function readRecords(
  { client, describe }: ReadContext,
  request: ReadRequest,
): Promise<readonly RemoteRecord[]> {
  const row = rowOf(request.object)
  const ids = [...new Set(request.ids.filter(isId).map((id) => salesforceId(id) as string))]
  if (ids.length === 0) return []
  const schema = await describe(request.object)
  const { fields, select } = selection(schema, row, request.fields)
  const pages = await Promise.all(
    chunk(ids, COLLECTION_SIZE).map((batch) =>
      client.readTogether(
        { method: 'POST', path: `/composite/sobjects/${request.object}`, body: { ids: batch, fields: select } },
        Retrieved,
      ),
    ),
  )
  return pages.flatMap((page) =>
    page.body.flatMap((record) => (record === null ? [] : [toRecord(record, request.object, row, fields, schema)])),
  )
}

const isId = (id: string): boolean => /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)

/** SOQL compares text without regard to case. */
export async function findRecords(
  { client, describe }: ReadContext,
  request: FindByRequest,
): Promise<readonly RemoteRecord[]> {
  const row = rowOf(request.object)
  const schema = await describe(request.object)
  const by = canonicalName(schema, request.field)
  if (by === null) throw unknownField(request.object, request.field)
  const values = [...new Set(request.values.map((value) => value.trim()).filter((value) => value !== ''))]
  const { fields, select } = selection(schema, row, request.fields)
  const pages = await Promise.all(
    inLists(values).map((slice) =>
      client.query(soql`SELECT ${names(select)} FROM ${name(request.object)} WHERE ${name(by)} IN ${list(slice)}`),
    ),
  )
  const found = new Map<string, RemoteRecord>()
  for (const page of pages)
    for (const record of page.body) {
      const read = toRecord(record, request.object, row, fields, schema)
      found.set(read.id, read)
    }
  return [...found.values()]
}

function unknownField(object: string, field: string): RemoteError {
  return new RemoteError({
    code: 'UNKNOWN_FIELD',
    disposition: 'park',
    message: `Salesforce ${object} has no field "${field}" that the integration user can see`,
    remedy: 'Run `tandem provision`, or give the user field permission.',
    context: { object, fields: field },
  })
}

interface Selection {
  /** As asked for, with the platform's name of each. */
  readonly fields: readonly (readonly [asked: string, native: string])[]
  readonly select: readonly string[]
}

/** Fields that do not exist are left out: one of them would make Salesforce refuse the whole call. */
export function selection(schema: ObjectSchema, row: SalesforceObject, asked: readonly string[]): Selection {
  const fields = asked.flatMap((field): readonly (readonly [string, string])[] => {
    const native = canonicalName(schema, field)
    return native === null ? [] : [[field, native]]
  })
  return { fields, select: [...new Set(['Id', 'CreatedDate', row.modified, ...fields.map(([, native]) => native)])] }
}

export function toRecord(
  record: Row,
  object: string,
  row: SalesforceObject,
  fields: Selection['fields'],
  schema: ObjectSchema,
): RemoteRecord {
  const values: Record<string, Values[string]> = {}
  for (const [asked, native] of fields)
    values[asked] = toCanonical(schema.fields[native]?.type ?? 'text', record[native])
  return {
    object,
    id: String(record['Id']),
    values,
    createdAt: instantOf(record['CreatedDate']),
    modifiedAt: instantOf(record[row.modified]),
    mergedIds: [],
  }
}

export function instantOf(value: unknown): number {
  return (typeof value === 'string' ? parseInstant(value) : null) ?? 0
}

/** Related ids, the primary contact role first. @throws RemoteError UNKNOWN_RELATION for a pair without a row in objects.ts. */
export async function readRelated(
  { client }: ReadContext,
  request: RelatedRequest,
): Promise<readonly RelatedRecords[]> {
  const relation = relationOf(request.from, request.to)
  const ids = [...new Set(request.ids.filter(isId).map((id) => salesforceId(id) as string))]
  const found = new Map<string, Set<string>>()
  const scope = relation.kind === 'own' && relation.rows === 'with-deleted' ? 'all' : 'live'
  const prefix = relation.kind === 'own' ? (relation.prefix ?? '') : ''
  const pages = await Promise.all(
    inLists(ids).map((slice) => client.query(relatedQuery(relation, request, slice), scope)),
  )
  for (const { body } of pages) {
    for (const record of body) {
      const from = record[keyFields(relation).from]
      const to = record[keyFields(relation).to]
      if (typeof from !== 'string' || typeof to !== 'string' || !to.startsWith(prefix)) continue
      const related = found.get(from) ?? new Set<string>()
      found.set(from, related.add(to))
    }
  }
  return [...found].map(([id, related]) => ({ id, related: [...related] }))
}

function relatedQuery(relation: Relation, request: RelatedRequest, ids: readonly string[]): ReturnType<typeof soql> {
  const { from, to } = keyFields(relation)
  switch (relation.kind) {
    case 'role':
      return soql`SELECT Id, ${names([from, to])} FROM ${name(relation.object)} WHERE ${name(from)} IN ${list(ids)} ORDER BY ${name(relation.primaryField)} DESC, CreatedDate, Id`
    case 'own':
      return soql`SELECT ${names([from, to])} FROM ${name(request.from)} WHERE Id IN ${list(ids)}`
    case 'theirs':
      return soql`SELECT ${names([to, from])} FROM ${name(request.to)} WHERE ${name(from)} IN ${list(ids)} ORDER BY CreatedDate, Id`
  }
}

function keyFields(relation: Relation): { readonly from: string; readonly to: string } {
  switch (relation.kind) {
    case 'role':
      return { from: relation.fromField, to: relation.toField }
    case 'own':
      return { from: 'Id', to: relation.field }
    case 'theirs':
      return { from: relation.field, to: 'Id' }
  }
}

export function relationOf(from: string, to: string): Relation {
  const relation = RELATIONS[`${from}>${to}`]
  if (relation) return relation
  throw new RemoteError({
    code: 'UNKNOWN_RELATION',
    disposition: 'park',
    message: `Tandem knows no relation from Salesforce ${from} to ${to}`,
    remedy: 'Use a pair of objects that connectors/salesforce/objects.ts lists.',
    context: { from, to },
  })
}

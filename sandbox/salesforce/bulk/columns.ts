import type { ObjectView } from '../schema/catalog.ts'
import type { Catalog } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import type { IngestJob } from './job.ts'

/** Where the cells of a column go. */
export type Column =
  | { readonly kind: 'field'; readonly field: FieldDef }
  /** `Account.Key__c`: a parent named by a field of its own. */
  | { readonly kind: 'parent'; readonly reference: FieldDef; readonly type: string; readonly key: FieldDef }

export type Columns = { readonly columns: readonly Column[] } | { readonly problem: string }

const notFound = (name: string): Columns => ({ problem: `InvalidBatch : Field name not found : ${name}` })

/**
 * The columns of a header, any case. One that is no field of the object, or that the user may not see, fails the job; only
 * the first is named. https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-prepare-csv.html
 */
export function readColumns(
  catalog: Catalog,
  view: ObjectView,
  job: Pick<IngestJob, 'operation' | 'externalIdFieldName' | 'createdById'>,
  header: readonly string[],
): Columns {
  const columns: Column[] = []
  for (const name of header) {
    const found = readColumn(catalog, view, job.createdById, name)
    if ('problem' in found) return found
    columns.push(found)
  }
  const key = keyColumn(job)
  const hasKey = columns.some(
    (column) => column.kind === 'field' && column.field.name.toLowerCase() === key?.toLowerCase(),
  )
  if (key !== null && !hasKey) return notFound(key)
  const deletes = job.operation === 'delete' || job.operation === 'hardDelete'
  if (deletes && columns.length > 1) return { problem: "InvalidBatch : The 'delete' batch must contain only ids" }
  return { columns }
}

/** The column that says which record a row is; null for new records. */
function keyColumn(job: Pick<IngestJob, 'operation' | 'externalIdFieldName'>): string | null {
  if (job.operation === 'insert') return null
  return job.operation === 'upsert' ? job.externalIdFieldName : 'Id'
}

/**
 * `Field`, `Relationship.Field`, or `Type:Relationship.Field` where the relationship has several types. Recorded for a type
 * too many: `InvalidBatch : type is not needed for non polymorphic foreign key references: Parent`.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-rel-field-header-row.html
 */
function readColumn(
  catalog: Catalog,
  view: ObjectView,
  userId: string,
  name: string,
): Column | { readonly problem: string } {
  const missing = { problem: `InvalidBatch : Field name not found : ${name}` }
  const own = view.byName.get(name.toLowerCase())
  if (own) return own.type === 'address' ? missing : { kind: 'field', field: own }
  const parts = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name)
  const reference = view.byRelationship.get(parts?.[2]?.toLowerCase() ?? '')
  if (!parts || !reference) return missing
  const [, type, relationship = '', keyName = ''] = parts
  if (type !== undefined && reference.referenceTo.length === 1) {
    return {
      problem: `InvalidBatch : type is not needed for non polymorphic foreign key references: ${relationship}`,
    }
  }
  const [only = ''] = reference.referenceTo
  const target = type ?? (reference.referenceTo.length === 1 ? only : undefined)
  const known = reference.referenceTo.find((entry) => entry.toLowerCase() === target?.toLowerCase())
  const key = known === undefined ? undefined : catalog.view(known, userId)?.byName.get(keyName.toLowerCase())
  if (known === undefined || !key || !(key.externalId || key.idLookup)) return missing
  return { kind: 'parent', reference, type: known, key }
}

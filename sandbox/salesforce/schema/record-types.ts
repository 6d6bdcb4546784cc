import type { Row, Table, Value } from '../records/table.ts'
import { dataError } from '../errors.ts'
import type { FieldDef } from './fields.ts'
import { field } from './fields.ts'

/** What records have that are of no record type; it has no row. */
export const MASTER_RECORD_TYPE = '012000000000000AAA'

export interface RecordType {
  readonly id: string
  readonly name: string
  readonly developerName: string
  readonly isActive: boolean
}

/**
 * The record types of an object, in the order they were made; the first active one is everybody's default.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_recordtype.htm
 */
export function recordTypesOf(table: Table, object: string): RecordType[] {
  return [...table.rows()].filter((row) => row['SobjectType'] === object).map(readRow)
}

function readRow(row: Row): RecordType {
  return {
    id: String(row['Id']),
    name: String(row['Name']),
    developerName: String(row['DeveloperName']),
    isActive: row['IsActive'] === true,
  }
}

/** Only objects with record types have the field; a record that does not say is of the default one. */
export function recordTypeField(recordTypes: readonly RecordType[]): FieldDef[] {
  const [standard] = recordTypes.filter((entry) => entry.isActive)
  if (recordTypes.length === 0) return []
  return [
    field({
      name: 'RecordTypeId',
      label: 'Record Type ID',
      type: 'reference',
      nillable: true,
      createable: true,
      updateable: true,
      defaultedOnCreate: true,
      referenceTo: ['RecordType'],
      relationshipName: 'RecordType',
      defaultValue: standard?.id ?? null,
    }),
  ]
}

/** A record type of another object, or one nobody can use, is no value. */
export function checkRecordType(
  table: Table,
  object: string,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  const id = next['RecordTypeId']
  if (typeof id !== 'string' || id === previous?.['RecordTypeId']) return
  const usable = recordTypesOf(table, object).some((entry) => entry.id === id && entry.isActive)
  if (usable) return
  throw dataError('INVALID_CROSS_REFERENCE_KEY', `Record Type ID: this ID value isn't valid for the user: ${id}`, [
    'RecordTypeId',
  ])
}

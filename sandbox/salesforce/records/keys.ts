import type { FieldDef } from '../schema/fields.ts'
import type { KeyOf, Value } from './table.ts'

export const exactKey: KeyOf = (value: Value) => (value === null ? '' : String(value))

/** Text is compared without regard to case in SOQL and in unique fields. */
export const foldedKey: KeyOf = (value: Value) => (value === null ? '' : String(value).toLowerCase())

/** How values of a field are compared: one function per field, for indexes and filters alike. */
export function keyOfField(field: FieldDef): KeyOf {
  if (field.type === 'id' || field.type === 'reference' || field.caseSensitive) return exactKey
  return foldedKey
}

/** Fields that are looked up by value often enough to deserve an index. */
export function isIndexed(field: FieldDef): boolean {
  return field.type === 'reference' || field.idLookup || field.externalId || field.unique
}

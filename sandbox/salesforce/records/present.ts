import type { FieldDef } from '../schema/fields.ts'
import type { Row, Value } from './table.ts'

const PARTS = ['City', 'Country', 'GeocodeAccuracy', 'Latitude', 'Longitude', 'PostalCode', 'State', 'Street']

/** A field's value as answers show it: compound addresses are put together from their parts. */
export function present(field: FieldDef, row: Row): Value | Record<string, Value> {
  if (field.type !== 'address') return row[field.name] ?? null
  const prefix = field.name.slice(0, -'Address'.length)
  const address: Record<string, Value> = {}
  for (const part of PARTS) address[part.charAt(0).toLowerCase() + part.slice(1)] = row[`${prefix}${part}`] ?? null
  return Object.values(address).some((value) => value !== null) ? address : null
}

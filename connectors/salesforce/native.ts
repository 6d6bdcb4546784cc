import type { Canonical, Values } from '#domain/mapping/value.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import { canonicalName } from './schema.ts'

export type Native = string | number | boolean | null

/** Canonical values as Salesforce's JSON types. A check box cannot be blank, so blank is false there. */
export function toNative(values: Values, schema: ObjectSchema): Record<string, Native> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const native = canonicalName(schema, field) ?? field
      return [native, encode(schema.fields[native]?.type, value)]
    }),
  )
}

function encode(type: string | undefined, value: Canonical): Native {
  // What is no check mark goes as it is: Salesforce says so, where `false` would be a value that nobody asked for.
  if (type === 'boolean') return value === null || value === 'false' ? false : value === 'true' ? true : value
  if (value === null) return null
  // Times of day are told and taken in UTC: https://developer.salesforce.com/docs/platform/object-reference/guide/primitive-data-types.html
  if (type === 'time') return `${value}Z`
  if (type !== 'number') return value
  const number = Number(value)
  // Salesforce takes a number as text as well; text keeps digits that a double would lose.
  return String(number) === value ? number : value
}

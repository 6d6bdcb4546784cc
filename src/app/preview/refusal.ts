import { RemoteError } from '#domain/errors.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'

/**
 * What the account would refuse by its own schema: text that is too long, a choice that is not offered, a required field that
 * would be left blank. Rules that no schema tells (validation rules, triggers, duplicate rules) show only when it is done.
 */
export function refusalOf(
  schema: ObjectSchema | null,
  operation: Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>,
): RemoteError | null {
  if (schema === null) return null
  const byName = new Map(Object.entries(schema.fields).map(([name, field]) => [name.toLowerCase(), field]))
  for (const [name, value] of Object.entries(operation.values)) {
    const field = byName.get(name.toLowerCase())
    const why = value === null || field === undefined ? null : refuses(field, value)
    if (why !== null) return refused(why.code, `${schema.label} ${name}: ${why.message}`, why.remedy)
  }
  if (operation.kind === 'update') return null
  const given = new Set(
    Object.entries(operation.values).flatMap(([name, value]) => (value === null ? [] : [name.toLowerCase()])),
  )
  const missing = [...byName].filter(
    ([name, field]) => field.required && field.writable !== 'never' && !given.has(name),
  )
  if (missing.length === 0) return null
  const names = missing.map(([, field]) => field.name).join(', ')
  return refused(
    'REQUIRED_FIELD_MISSING',
    `${schema.label} needs ${names}`,
    'Map the field, or give its map a default.',
  )
}

function refuses(field: FieldSchema, value: string): { code: string; message: string; remedy: string } | null {
  if (field.maxLength !== undefined && field.type !== 'html' && value.length > field.maxLength)
    return {
      code: 'VALUE_TOO_LONG',
      message: `${value.length} characters, ${field.maxLength} fit`,
      remedy: 'Add the step truncate to the map, or shorten the value.',
    }
  if (field.restricted !== true || field.options === undefined) return null
  const offered = new Set(field.options.map((option) => option.value))
  const chosen = field.type === 'multi-picklist' ? value.split(';') : [value]
  return chosen.every((one) => offered.has(one))
    ? null
    : {
        code: 'VALUE_NOT_OFFERED',
        message: 'the value is none of those offered',
        remedy: 'Add the value to the field, or to the value map.',
      }
}

const refused = (code: string, message: string, remedy: string): RemoteError =>
  new RemoteError({ code, disposition: 'park', message, remedy })

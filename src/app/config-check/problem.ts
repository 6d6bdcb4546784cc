import type { Side } from '#domain/ids.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { FieldOption, FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'

export interface SchemaProblem {
  /** `error`: the config is refused. `warning`: it can be used, and something will happen that one should know of. */
  readonly level: 'error' | 'warning'
  /** Where in the document, e.g. `fields.contact-lead.jobtitle`. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

export const error = (path: string, message: string, remedy: string): SchemaProblem => ({
  level: 'error',
  path,
  message,
  remedy,
})

export const warning = (path: string, message: string, remedy: string): SchemaProblem => ({
  level: 'warning',
  path,
  message,
  remedy,
})

export type Schema = ObjectSchema | null | undefined

/** By object name; null: the account has no such object. */
export type Schemas = ReadonlyMap<string, ObjectSchema | null>

const PLATFORM = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const
const WORD = { hubspot: 'property', salesforce: 'field' } as const

export const whereIs = (side: Side, schema: Schema): string => `${PLATFORM[side]} ${schema?.label ?? 'object'}`

/** The field of this very name: "constructor" is the name of none. */
export const fieldNamed = (schema: Schema, name: string): FieldSchema | undefined =>
  schema !== null && schema !== undefined && Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined

/** Empty when the object has the field, and it holds a value of its own. */
export function checkName(path: string, side: Side, schema: Schema, name: string): readonly SchemaProblem[] {
  if (fieldNamed(schema, name) !== undefined) return []
  const native = Object.hasOwn(schema?.unmappable ?? {}, name) ? schema?.unmappable?.[name] : undefined
  if (native !== undefined) return [unmappable(path, `${whereIs(side, schema)}: ${name}`, native)]
  const message = `${whereIs(side, schema)} has no ${WORD[side]} "${name}"`
  if (isOwn(name)) return [error(path, message, 'run tandem provision --apply, which makes it')]
  const near = closest(name, schema)
  const meant = near === undefined ? '' : ` (did you mean ${near}?)`
  return [error(path, message, `correct the name${meant}, or give the integration user the right to see it`)]
}

function unmappable(path: string, what: string, native: string): SchemaProblem {
  const remedy =
    native === 'address' || native === 'location'
      ? 'map its parts, such as MailingCity or MailingStreet'
      : 'take the map out, or name another field'
  return error(path, `${what} (${native}) holds no single value, so it cannot be mapped`, remedy)
}

/** Options that may be written: an inactive one of Salesforce may not, a hidden one of HubSpot may. */
export const usableOptions = (side: Side, field: FieldSchema): readonly FieldOption[] =>
  (field.options ?? []).filter((option) => side === 'hubspot' || option.active)

/** Empty when the field has the option, or no list of options at all. */
export function checkOption(
  path: string,
  what: string,
  field: FieldSchema | undefined,
  value: string,
): readonly SchemaProblem[] {
  if (field?.options === undefined || field.options.some((option) => option.value === value)) return []
  const names = field.options.map((option) => option.value)
  return [error(path, `${what} "${value}"`, `use the internal value of one there is: ${someOf(names, MOST_SHOWN)}`)]
}

const MOST_SHOWN = 20

/** The first ones, and how many more there are. */
export function someOf(names: readonly string[], most: number): string {
  const rest = names.length - most
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}

const isOwn = (name: string): boolean => [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS].some((field) => field.name === name)

/** The field whose name differs least, if it differs by little: for the error message only. */
function closest(name: string, schema: Schema): string | undefined {
  const wanted = name.toLowerCase()
  const [best] = Object.keys(schema?.fields ?? {})
    .map((candidate) => ({ candidate, edits: editsBetween(wanted, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits)
  return best !== undefined && best.edits <= Math.max(1, Math.floor(wanted.length / 4)) ? best.candidate : undefined
}

/** How many letters must be put in, taken out or changed to make one of the other. */
function editsBetween(a: string, b: string): number {
  // Names of another length by half are no slips of the pen, and schemas have a thousand fields.
  if (Math.abs(a.length - b.length) > a.length / 2) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

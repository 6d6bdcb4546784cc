import type { Side } from '#domain/ids.ts'
import { HUBSPOT_FIELDS, SALESFORCE_FIELDS } from '#domain/objects/own-field.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector.ts'

export interface SchemaProblem {
  /** Where in the document, e.g. `fields.contact-lead.jobtitle`. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** By object name; null: the account has no such object. */
export type Schemas = ReadonlyMap<string, ObjectSchema | null>

const PLATFORM = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const
const WORD = { hubspot: 'property', salesforce: 'field' } as const

export const whereIs = (side: Side, schema: ObjectSchema | null | undefined): string =>
  `${PLATFORM[side]} ${schema?.label ?? 'object'}`

/** Empty when the object has the field. */
export function checkName(
  path: string,
  side: Side,
  schema: ObjectSchema | null | undefined,
  name: string,
): readonly SchemaProblem[] {
  if (schema?.fields[name] !== undefined) return []
  const message = `${whereIs(side, schema)} has no ${WORD[side]} "${name}"`
  if (isOwn(name)) return [{ path, message, remedy: 'run tandem provision --apply, which makes it' }]
  const near = closest(name, schema)
  const meant = near === undefined ? '' : ` (did you mean ${near}?)`
  const remedy = `correct the name${meant}, or give the integration user the right to see it`
  return [{ path, message, remedy }]
}

/** Empty when the field has the option, or no list of options at all. */
export function checkOption(
  path: string,
  what: string,
  field: FieldSchema | undefined,
  value: string,
): readonly SchemaProblem[] {
  if (field?.options === undefined || field.options.some((option) => option.value === value)) return []
  const shown = field.options.slice(0, MOST_SHOWN).map((option) => option.value)
  const more = field.options.length > MOST_SHOWN ? ', ...' : ''
  const remedy = `use the internal value of one there is: ${shown.join(', ')}${more}`
  return [{ path, message: `${what} "${value}"`, remedy }]
}

const MOST_SHOWN = 20

const isOwn = (name: string): boolean => [...HUBSPOT_FIELDS, ...SALESFORCE_FIELDS].some((field) => field.name === name)

/** The field whose name differs least, if it differs by little: for the error message only. */
function closest(name: string, schema: ObjectSchema | null | undefined): string | undefined {
  const wanted = name.toLowerCase()
  return Object.keys(schema?.fields ?? {}).find((candidate) => {
    const other = candidate.toLowerCase()
    return other.startsWith(wanted.slice(0, 4)) && Math.abs(other.length - wanted.length) <= 3 && wanted.length >= 4
  })
}

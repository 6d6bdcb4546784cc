import * as z from 'zod'
import type { Clock } from '#ports/clock.ts'
import type { RemoteAccount, RemoteOwner } from '#ports/connector/account.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import type { ValueType } from '#domain/mapping/value.ts'
import { RemoteError } from '#domain/errors.ts'
import type { HubSpotClient } from './client.ts'
import { unknownObject } from './errors.ts'
import { hubSpotObject, type HubSpotObject } from './objects.ts'

const SCHEMA_AGE_MS = 10 * 60_000

const Property = z.looseObject({
  name: z.string(),
  label: z.string().optional(),
  type: z.string(),
  fieldType: z.string().optional(),
  hasUniqueValue: z.boolean().optional(),
  calculated: z.boolean().optional(),
  archived: z.boolean().optional(),
  externalOptions: z.boolean().optional(),
  referencedObjectType: z.string().nullish(),
  textDisplayHint: z.string().nullish(),
  numberDisplayHint: z.string().nullish(),
  modificationMetadata: z.looseObject({ readOnlyValue: z.boolean().optional() }).optional(),
  options: z
    .array(z.looseObject({ value: z.string(), label: z.string().optional(), hidden: z.boolean().optional() }))
    .nullish(),
})
type Property = z.infer<typeof Property>
export const PropertyList = z.looseObject({ results: z.array(Property) })

const AccountDetails = z.looseObject({
  portalId: z.union([z.number(), z.string()]),
  companyCurrency: z.string().optional(),
  timeZone: z.string().optional(),
  uiDomain: z.string().optional(),
})

const OwnerPage = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.union([z.string(), z.number()]),
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      archived: z.boolean().optional(),
    }),
  ),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }).optional() }).nullish(),
})

export type Describe = (object: string, freshness?: 'cached' | 'fresh') => Promise<ObjectSchema>

/** Describes objects, each at most once in ten minutes; callers at the same time share one call. */
export function createDescribe(client: HubSpotClient, clock: Clock): Describe {
  const known = new Map<string, { readonly at: number; readonly schema: Promise<ObjectSchema> }>()
  return (object, freshness = 'cached') => {
    const cached = known.get(object)
    if (cached && freshness === 'cached' && clock.now() - cached.at < SCHEMA_AGE_MS) return cached.schema
    const schema = load(client, object)
    known.set(object, { at: clock.now(), schema })
    schema.catch(() => {
      if (known.get(object)?.schema === schema) known.delete(object)
    })
    return schema
  }
}

async function load(client: HubSpotClient, object: string): Promise<ObjectSchema> {
  const row = hubSpotObject(object)
  if (!row) throw unknownObject(object)
  const { body } = await client.read({ method: 'GET', area: 'properties', rest: `/${object}` }, PropertyList)
  const present = body.results.filter((p) => p.archived !== true)
  const fields = present.filter((p) => !UNMAPPABLE.has(p.type)).map((p) => [p.name, fieldOf(p, row)] as const)
  const unmappable = present.filter((p) => UNMAPPABLE.has(p.type)).map((p) => [p.name, p.type] as const)
  return {
    side: 'hubspot',
    object,
    label: object,
    fields: Object.fromEntries(fields),
    unmappable: Object.fromEntries(unmappable),
  }
}

/** Structures that no field of the other side can hold as one value. */
const UNMAPPABLE: ReadonlySet<string> = new Set(['json', 'object_coordinates', 'location'])

function fieldOf(property: Property, row: HubSpotObject): FieldSchema {
  const type = valueTypeOf(property)
  const readOnly = property.calculated === true || property.modificationMetadata?.readOnlyValue === true
  const options = (property.options ?? []).map((option) => ({
    value: option.value,
    label: option.label ?? option.value,
    active: option.hidden !== true,
  }))
  const choice = (type === 'picklist' || type === 'multi-picklist') && property.externalOptions !== true
  return {
    name: property.name,
    label: property.label ?? property.name,
    type,
    // A percentage is stored as 0.5 for 50 %.
    nativeType: property.numberDisplayHint === 'percentage' ? `${property.type} (percentage)` : property.type,
    writable: readOnly ? 'never' : 'always',
    required: row.requiredOnCreate.includes(property.name),
    unique: property.hasUniqueValue === true || row.unique.includes(property.name),
    ...(type === 'text' || type === 'html' ? { maxLength: 65_536 } : {}),
    ...(choice ? { options, restricted: true } : {}),
    ...(type === 'reference' ? { referenceTo: [property.referencedObjectType ?? 'OWNER'] } : {}),
  }
}

/** Source: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (type and fieldType). */
function valueTypeOf(property: Property): ValueType {
  if (property.referencedObjectType === 'OWNER' || property.name === 'hubspot_owner_id') return 'reference'
  switch (property.type) {
    case 'number':
      return 'number'
    case 'bool':
      return 'boolean'
    case 'date':
      return 'date'
    case 'datetime':
      return 'datetime'
    case 'phone_number':
      return 'phone'
    case 'enumeration':
      if (property.fieldType === 'booleancheckbox') return 'boolean'
      return property.fieldType === 'checkbox' ? 'multi-picklist' : 'picklist'
    default:
      if (property.fieldType === 'html') return 'html'
      if (property.name === 'email' || property.textDisplayHint === 'email') return 'email'
      return property.fieldType === 'phonenumber' ? 'phone' : 'text'
  }
}

/** The portal behind the token. @param expected refuses another portal than this one, when given. */
export async function readAccount(client: HubSpotClient, expected: string | undefined): Promise<RemoteAccount> {
  const { body } = await client.read({ method: 'GET', area: 'account', rest: '/details' }, AccountDetails)
  const id = String(body.portalId)
  const timeZone = body.timeZone ?? 'UTC'
  client.rememberTimeZone(timeZone)
  if (expected !== undefined && expected !== id)
    throw new RemoteError({
      code: 'WRONG_ACCOUNT',
      disposition: 'fatal',
      message: `the HubSpot token belongs to portal ${id}, not to ${expected}`,
      remedy: 'Use a token of the portal this connection was made for.',
      context: { portalId: id },
    })
  return { id, name: `HubSpot portal ${id}`, currency: body.companyCurrency ?? 'USD', timeZone }
}

/** Active owners first, then archived ones. */
export async function readOwners(client: HubSpotClient): Promise<readonly RemoteOwner[]> {
  const owners: RemoteOwner[] = []
  for (const archived of ['false', 'true'] as const) {
    let after: string | undefined
    do {
      const { body } = await client.read(
        {
          method: 'GET',
          area: 'owners',
          rest: '',
          query: { limit: '500', archived, ...(after === undefined ? {} : { after }) },
        },
        OwnerPage,
      )
      for (const owner of body.results) {
        const email = owner.email?.trim().toLowerCase() ?? ''
        const name = [owner.firstName, owner.lastName].filter(
          (part) => part !== null && part !== undefined && part !== '',
        )
        owners.push({
          id: String(owner.id),
          email: email === '' ? null : email,
          name: name.length === 0 ? email : name.join(' '),
          active: archived === 'false' && owner.archived !== true,
          managerId: null,
        })
      }
      after = body.paging?.next?.after
    } while (after !== undefined)
  }
  return owners
}

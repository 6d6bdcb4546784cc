import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { ValueType } from '#domain/mapping/value.ts'
import type { FieldSpec, Provisioner, ProvisionStep } from '#ports/connector/provision.ts'
import { groupBy } from '../shared/batch.ts'
import type { HubSpotClient } from './client.ts'
import { rowOf } from './read.ts'
import { PropertyList } from './schema.ts'

export const PROPERTY_GROUP = 'tandem'

const Groups = z.looseObject({
  results: z.array(z.looseObject({ name: z.string(), archived: z.boolean().optional() })),
})

/** How HubSpot names our types. Source: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
const NATIVE: Readonly<Record<ValueType, { readonly type: string; readonly fieldType: string }>> = {
  text: { type: 'string', fieldType: 'text' },
  html: { type: 'string', fieldType: 'html' },
  email: { type: 'string', fieldType: 'text' },
  phone: { type: 'string', fieldType: 'phonenumber' },
  number: { type: 'number', fieldType: 'number' },
  boolean: { type: 'bool', fieldType: 'booleancheckbox' },
  date: { type: 'date', fieldType: 'date' },
  datetime: { type: 'datetime', fieldType: 'date' },
  // HubSpot has no time of day.
  time: { type: 'string', fieldType: 'text' },
  picklist: { type: 'enumeration', fieldType: 'select' },
  'multi-picklist': { type: 'enumeration', fieldType: 'checkbox' },
  reference: { type: 'string', fieldType: 'text' },
}

/** Property groups and properties. A second run finds everything present and writes nothing. */
export function createProvisioner(client: HubSpotClient): Provisioner {
  const run = async (
    fields: readonly FieldSpec[],
    make: 'make' | 'look',
    progress: (step: ProvisionStep) => void,
  ): Promise<readonly ProvisionStep[]> => {
    const steps: ProvisionStep[] = []
    const say = (step: ProvisionStep): void => {
      steps.push(step)
      progress(step)
    }
    for (const [object, wanted] of groupBy(fields, (field) => field.object)) {
      rowOf(object)
      await ensureProperties(client, wanted, make, say)
    }
    return steps
  }
  return {
    side: 'hubspot',
    plan: (fields) => run(fields, 'look', () => {}),
    apply: (fields, progress) => run(fields, 'make', progress ?? (() => {})),
  }
}

/** The group and these properties of one object, made or only looked for; told one by one. */
export async function ensureProperties(
  client: HubSpotClient,
  fields: readonly FieldSpec[],
  make: 'make' | 'look',
  say: (step: ProvisionStep) => void,
): Promise<void> {
  const object = fields[0]?.object
  if (object === undefined) return
  say(await ensureGroup(client, object, make))
  const { body } = await client.read({ method: 'GET', area: 'properties', rest: `/${object}` }, PropertyList)
  const present = new Map(body.results.map((property) => [property.name.toLowerCase(), property]))
  for (const field of fields) {
    const what = `${object}.${field.name}`
    const known = present.get(field.name.toLowerCase())
    if (known) {
      say({ state: 'present', what, detail: `property exists${mismatchOf(field, known)}` })
    } else if (make === 'look') say({ state: 'missing', what, detail: `would be made as ${NATIVE[field.type].type}` })
    else say(await makeProperty(client, field, what))
  }
}

/** HubSpot makes a property unique when it makes it, never later, and refuses upserts by any other. */
function mismatchOf(
  field: FieldSpec,
  { type, hasUniqueValue }: z.infer<typeof PropertyList>['results'][number],
): string {
  const expected = NATIVE[field.type].type
  if (type !== expected) return `; its type is ${type}, ${expected} is expected`
  return field.unique === true && hasUniqueValue !== true
    ? '; it has to be unique, which HubSpot allows only at its creation: delete it, and run this again'
    : ''
}

async function ensureGroup(client: HubSpotClient, object: string, make: 'make' | 'look'): Promise<ProvisionStep> {
  const what = `${object} property group "${PROPERTY_GROUP}"`
  const { body } = await client.read({ method: 'GET', area: 'properties', rest: `/${object}/groups` }, Groups)
  if (body.results.some((group) => group.name === PROPERTY_GROUP && group.archived !== true))
    return { state: 'present', what, detail: 'group exists' }
  if (make === 'look') return { state: 'missing', what, detail: 'would be made' }
  return madeUnlessThere(what, 'group', () =>
    client.write(
      {
        method: 'POST',
        area: 'properties',
        rest: `/${object}/groups`,
        body: { name: PROPERTY_GROUP, label: 'Tandem', displayOrder: -1 },
      },
      z.unknown(),
    ),
  )
}

/** As the properties API takes it. Numbers are shown with separators; whose currency money is in, HubSpot is not told. */
export function definitionOf(field: FieldSpec, groupName?: string): Record<string, unknown> {
  const native = NATIVE[field.type]
  return {
    name: field.name,
    label: field.label,
    description: field.description,
    ...(groupName === undefined ? {} : { groupName }),
    ...native,
    ...(native.type === 'number' ? { numberDisplayHint: 'formatted' } : {}),
    ...(field.unique === true ? { hasUniqueValue: true } : {}),
    ...(native.type === 'enumeration' || native.type === 'bool' ? { options: optionsOf(field) } : {}),
  }
}

async function makeProperty(client: HubSpotClient, field: FieldSpec, what: string): Promise<ProvisionStep> {
  const native = NATIVE[field.type]
  const body = definitionOf(field, PROPERTY_GROUP)
  return madeUnlessThere(what, native.type, () =>
    client.write({ method: 'POST', area: 'properties', rest: `/${field.object}`, body }, z.unknown()),
  )
}

function optionsOf(field: FieldSpec): readonly Record<string, unknown>[] {
  const options =
    field.type === 'boolean'
      ? [
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'No' },
        ]
      : (field.options ?? [])
  return options.map((option, index) => ({
    value: option.value,
    label: option.label,
    displayOrder: index,
    hidden: false,
  }))
}

/** Somebody else may have made it since it was looked for: then it is there, which is all we want. */
async function madeUnlessThere(what: string, detail: string, make: () => Promise<unknown>): Promise<ProvisionStep> {
  try {
    await make()
    return { state: 'made', what, detail }
  } catch (error) {
    if (error instanceof RemoteError && error.status === 409)
      return { state: 'present', what, detail: `${detail} exists` }
    throw error
  }
}

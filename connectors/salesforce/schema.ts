import * as z from 'zod'
import { salesforceId } from '#domain/ids.ts'
import { RemoteError } from '#domain/errors.ts'
import type { ValueType } from '#domain/mapping/value.ts'
import type { Clock } from '#ports/clock.ts'
import type { RemoteAccount, RemoteOwner, RemoteQueue } from '#ports/connector/account.ts'
import type { CampaignCost } from '#ports/connector/campaigns.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import { toCanonical } from '../shared/canonical.ts'
import type { SalesforceClient } from './client.ts'
import { unknownObject } from './errors.ts'
import { salesforceObject } from './objects.ts'
import { soql } from './soql.ts'

const SCHEMA_AGE_MS = 10 * 60_000

const Field = z.looseObject({
  name: z.string(),
  label: z.string().nullish(),
  type: z.string(),
  length: z.number().nullish(),
  scale: z.number().nullish(),
  digits: z.number().nullish(),
  precision: z.number().nullish(),
  htmlFormatted: z.boolean().nullish(),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  nillable: z.boolean().default(true),
  defaultedOnCreate: z.boolean().default(false),
  unique: z.boolean().nullish(),
  restrictedPicklist: z.boolean().nullish(),
  picklistValues: z
    .array(z.looseObject({ value: z.string(), label: z.string().nullish(), active: z.boolean().nullish() }))
    .nullish(),
  referenceTo: z.array(z.string()).nullish(),
})
type Field = z.infer<typeof Field>
const DescribeAnswer = z.looseObject({ name: z.string(), label: z.string().nullish(), fields: z.array(Field) })

/** Null: a compound or binary field, which cannot be synced as one value. Other words are read as text. Source: https://developer.salesforce.com/docs/platform/object-reference/guide/field-types.html */
const TYPES: Readonly<Record<string, ValueType | null>> = {
  address: null,
  location: null,
  base64: null,
  anyType: null,
  complexvalue: null,
  email: 'email',
  phone: 'phone',
  double: 'number',
  currency: 'number',
  percent: 'number',
  int: 'number',
  long: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  picklist: 'picklist',
  multipicklist: 'multi-picklist',
  reference: 'reference',
}

export type Describe = (object: string, freshness?: 'cached' | 'fresh') => Promise<ObjectSchema>

/** Describes objects, each at most once in ten minutes; callers at the same time share one call. */
export function createDescribe(client: SalesforceClient, clock: Clock): Describe {
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

async function load(client: SalesforceClient, object: string): Promise<ObjectSchema> {
  if (!salesforceObject(object)) throw unknownObject(object)
  try {
    const { body } = await client.readTogether({ method: 'GET', path: `/sobjects/${object}/describe` }, DescribeAnswer)
    const fields = body.fields.flatMap((field) => {
      const described = fieldOf(field)
      return described === null ? [] : [[field.name, described] as const]
    })
    const unmappable = body.fields.filter((field) => typeOf(field) === null).map((field) => [field.name, field.type])
    return {
      side: 'salesforce',
      object,
      label: body.label ?? object,
      fields: Object.fromEntries(fields),
      unmappable: Object.fromEntries(unmappable),
    }
  } catch (error) {
    if (error instanceof RemoteError && error.status === 404) throw unknownObject(object)
    throw error
  }
}

function typeOf(field: Field): ValueType | null {
  if (field.htmlFormatted === true && (field.type === 'textarea' || field.type === 'string')) return 'html'
  return Object.hasOwn(TYPES, field.type) ? (TYPES[field.type] ?? null) : 'text'
}

function fieldOf(field: Field): FieldSchema | null {
  const type = typeOf(field)
  if (type === null) return null
  const options = (field.picklistValues ?? []).map((option) => ({
    value: option.value,
    label: option.label ?? option.value,
    active: option.active !== false,
  }))
  const choice = type === 'picklist' || type === 'multi-picklist'
  return {
    name: field.name,
    label: field.label ?? field.name,
    type,
    nativeType: field.type,
    writable: !field.createable ? (field.updateable ? 'always' : 'never') : field.updateable ? 'always' : 'create-only',
    required: field.createable && !field.nillable && !field.defaultedOnCreate && type !== 'boolean',
    unique: field.unique === true,
    ...(typeof field.length === 'number' && field.length > 0 ? { maxLength: field.length } : {}),
    ...(type === 'number' ? numberLimits(field) : {}),
    ...(choice ? { options, restricted: field.restrictedPicklist === true } : {}),
    ...(type === 'reference' ? { referenceTo: field.referenceTo ?? [] } : {}),
  }
}

/** An int has `digits` and no place after the point; other numbers have `precision` digits, `scale` of them after it. */
function numberLimits(field: Field): Pick<FieldSchema, 'scale' | 'precision'> {
  if (field.type === 'int' || field.type === 'long')
    return { scale: 0, ...(positive(field.digits) ? { precision: field.digits } : {}) }
  return positive(field.precision) ? { scale: field.scale ?? 0, precision: field.precision } : {}
}

const positive = (count: number | null | undefined): count is number => typeof count === 'number' && count > 0

/** The field in the platform's own case; null when the org has none or the user may not see it. */
export function canonicalName(schema: ObjectSchema, field: string): string | null {
  if (Object.hasOwn(schema.fields, field)) return field
  const wanted = field.toLowerCase()
  return Object.keys(schema.fields).find((known) => known.toLowerCase() === wanted) ?? null
}

const Text = z.string().nullish()

/** The organization row has name and zone; only SOAP's getUserInfo tells the currency of an org with a single one. */
export async function readAccount(client: SalesforceClient): Promise<RemoteAccount> {
  const [rows, user] = await Promise.all([
    client.query(soql`SELECT Id, Name, TimeZoneSidKey FROM Organization`),
    client.soap('SOAP getUserInfo', 'read', (connection) => connection.soap.getUserInfo()),
  ])
  const organization = z.looseObject({ Id: z.string(), Name: Text, TimeZoneSidKey: Text }).parse(rows.body[0] ?? {})
  return {
    id: organization.Id,
    name: organization.Name ?? organization.Id,
    currency: user.orgDefaultCurrencyIsoCode ?? user.userDefaultCurrencyIsoCode ?? 'USD',
    timeZone: organization.TimeZoneSidKey ?? 'UTC',
    userId: salesforceId(user.userId),
  }
}

/** Standard users, active and not: portal, Chatter and automation users cannot own what Tandem writes. */
export async function readOwners(client: SalesforceClient): Promise<readonly RemoteOwner[]> {
  const { body } = await client.query(
    soql`SELECT Id, Name, Email, IsActive, ManagerId FROM User WHERE UserType = ${'Standard'}`,
  )
  const User = z.looseObject({
    Id: z.string(),
    Name: Text,
    Email: Text,
    IsActive: z.boolean().nullish(),
    ManagerId: Text,
  })
  return body.map((row) => {
    const user = User.parse(row)
    // Sandbox copies of an org get ".invalid" behind every address.
    const email = (user.Email ?? '')
      .trim()
      .toLowerCase()
      .replace(/\.invalid$/, '')
    return {
      id: user.Id,
      email: email === '' ? null : email,
      name: user.Name ?? email,
      active: user.IsActive === true,
      managerId: user.ManagerId ?? null,
    }
  })
}

/** One row for each object that a queue may own: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queuesobject.htm */
const QueueRow = z.looseObject({
  QueueId: z.string(),
  SobjectType: z.string(),
  Queue: z.looseObject({ DeveloperName: Text, Name: Text }).nullish(),
})

/** The queues of the org with the objects that each may own. */
export async function readQueues(client: SalesforceClient): Promise<readonly RemoteQueue[]> {
  const { body } = await client.query(
    soql`SELECT QueueId, SobjectType, Queue.DeveloperName, Queue.Name FROM QueueSobject ORDER BY QueueId, SobjectType`,
  )
  const queues = new Map<string, RemoteQueue>()
  for (const row of body) {
    const { QueueId: id, SobjectType: object, Queue: of } = QueueRow.parse(row)
    const known = queues.get(id)
    const name = of?.Name ?? id
    queues.set(id, {
      id,
      developerName: of?.DeveloperName ?? name,
      name,
      objects: [...(known?.objects ?? []), object],
    })
  }
  return [...queues.values()]
}

/** Salesforce campaigns with the cost people typed into them; "0" when nobody did. */
export async function readCampaigns(client: SalesforceClient, describe: Describe): Promise<readonly CampaignCost[]> {
  const schema = await describe('Campaign')
  const currency = canonicalName(schema, 'CurrencyIsoCode') !== null
  const { body } = await client.query(
    currency
      ? soql`SELECT Id, Name, ActualCost, StartDate, EndDate, CurrencyIsoCode FROM Campaign ORDER BY Id`
      : soql`SELECT Id, Name, ActualCost, StartDate, EndDate FROM Campaign ORDER BY Id`,
  )
  return body.map((row) => ({
    id: String(row['Id']),
    name: toCanonical('text', row['Name']) ?? String(row['Id']),
    currency: toCanonical('text', row['CurrencyIsoCode']),
    spend: toCanonical('number', row['ActualCost']) ?? '0',
    startOn: toCanonical('date', row['StartDate']),
    endOn: toCanonical('date', row['EndDate']),
  }))
}

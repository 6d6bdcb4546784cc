import * as z from 'zod'
import { VALUE_TYPES } from '#domain/mapping/value.ts'
import { connectionContract } from './contract.ts'
import { count, currencyCode, instant, minorUnits, orgDay } from './primitives.ts'
import { fieldChange, side } from './record-changes.ts'
import { named, line } from './records.ts'

/** Who set a value, when and why. */
export const why = z.strictObject({
  at: instant,
  side: side.meta({ description: 'The CRM that was written to' }),
  object: z.string(),
  action: z.string(),
  change: fieldChange,
  cause: z.string(),
  configVersion: count,
  author: z.string().nullable(),
})
export type Why = z.infer<typeof why>

export const nullableValue = z.string().nullable()

const recordField = z.strictObject({
  field: z.string(),
  label: z.string().nullable(),
  type: z.enum(VALUE_TYPES).nullable().meta({ description: 'null: the CRM did not tell its fields in time' }),
  words: nullableValue.meta({ description: 'Label of the option that the value is; null: it is told by itself' }),
})

const fieldRow = z.strictObject({
  map: z.string(),
  hubspot: recordField,
  salesforce: recordField,
  rule: z.string(),
  direction: z.enum(['both', 'to-salesforce', 'to-hubspot']),
  values: z
    .strictObject({ hubspot: nullableValue, salesforce: nullableValue })
    .nullable()
    .meta({ description: 'As both sides held them when they were last compared; null: never compared' }),
  agrees: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether both say the same, each in its own form; null: a look at the live values can tell' }),
  why: why.nullable().meta({ description: 'null: never changed by Tandem' }),
})
export type RecordField = z.infer<typeof fieldRow>

export const waitingRow = z.strictObject({
  side,
  object: z.string(),
  recordId: z.string(),
  since: instant,
  cause: z.string(),
  attempts: count,
  notBefore: instant,
  working: z.boolean().meta({ description: 'Somebody works on it now' }),
  lastError: z.string().nullable(),
})
export type RecordWaiting = z.infer<typeof waitingRow>

export const problemRow = z.strictObject({
  side,
  object: z.string(),
  recordId: z.string(),
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  at: instant,
})

const handoff = z.strictObject({
  id: z.string(),
  cycle: count,
  state: z.string(),
  owner: z.string(),
  ownerEmail: z.string().nullable(),
  reason: z.string(),
  urgency: z.string(),
  campaign: z.string().nullable(),
  policy: z.string().nullable(),
  handedOverAt: instant,
  rejectReason: z.string().nullable(),
  returnAt: instant.nullable(),
  owners: z.array(z.strictObject({ ownerId: z.string(), from: instant, rule: z.string(), why: z.string() })),
})

const clock = z.strictObject({
  id: z.string(),
  cycle: count,
  name: z.string(),
  policy: z.string(),
  state: z.string(),
  startedAt: instant,
  dueAt: instant.nullable(),
  stoppedAt: instant.nullable(),
})

const opportunity = z.strictObject({
  id: z.string(),
  name: z.string(),
  stage: z.string(),
  outcome: z.enum(['open', 'won', 'lost']),
  amountMinor: minorUnits.nullable(),
  currency: currencyCode,
  createdAt: instant,
  closedOn: orgDay.nullable().meta({ description: 'Salesforce’s close date; null: it is open' }),
  lostReason: z.string().nullable(),
  url: z.string().nullable(),
  deal: z.string().nullable().meta({ description: 'Link of the deal' }),
  credits: z.array(z.strictObject({ model: z.string(), amountMinor: minorUnits })),
})

const membership = z.strictObject({
  campaign: z.string(),
  url: z.string().nullable(),
  status: z.string().nullable(),
  state: z.enum(['intended', 'member', 'left']),
})

const known = z.strictObject({
  found: z.literal('known'),
  ...line,
  origin: z.string().meta({ description: 'How they were found to be one' }),
  key: z.string(),
  adopted: z.boolean().meta({ description: 'Qualified before go-live: kept in step, but no lead, task or clock' }),
  mergedInto: named.nullable(),
  aliases: z.array(z.strictObject({ side, id: z.string() })),
  owner: z.string().nullable().meta({ description: 'To whom they were given last' }),
  lookedAt: instant.nullable().meta({ description: 'When Tandem last read or wrote one of the two; null: never' }),
  fields: z.array(fieldRow),
  own: z.array(why).meta({ description: 'Fields without a map that Tandem wrote by rules of its own, newest of each' }),
  waiting: z.array(waitingRow),
  problems: z.array(problemRow),
  handoffs: z.array(handoff).meta({ description: 'Newest first' }),
  clocks: z.array(clock),
  opportunities: z.array(opportunity).meta({ description: 'Newest first' }),
  people: z.array(named).meta({ description: 'Of a deal: its people' }),
  memberships: z.array(membership),
  sync: z.strictObject({
    can: z.boolean(),
    why: z.string().nullable().meta({ description: 'Why it cannot be synced by hand; null: it can' }),
  }),
})
export type KnownRecord = z.infer<typeof known>

const erased = z
  .strictObject({ found: z.literal('erased'), link: z.string() })
  .meta({ description: 'Deleted for good at the request of the person: nothing is shown' })

export const params = z.strictObject({ link: z.string().min(1).max(200) })

export const readRecordContract = connectionContract({
  name: 'readRecord',
  method: 'GET',
  path: '/records/:link',
  access: 'read',
  tag: 'Records',
  summary: 'Everything that is known of one pair of records, and why each field has its value',
  params,
  reply: z.discriminatedUnion('found', [known, erased]),
})

import * as z from 'zod'
import { ALIKE } from '#domain/reconcile/decided.ts'
import { CONFLICT_SORTS } from '#ports/store/field-conflicts.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

export { CONFLICT_SORTS }

const value = z.string().max(100_000).nullable().meta({ description: 'Null: blank' })
const both = z.strictObject({ hubspot: value, salesforce: value })
const kind = z.enum(['conflict', 'frozen'])

const decision = z
  .strictObject({
    id: z.string(),
    by: z.string(),
    at: instant,
    choice: z.enum(['hubspot', 'salesforce', 'value', 'thaw']),
    value,
    state: z.enum(['open', 'applied', 'refused']),
    note: z.string().nullable().meta({ description: 'Why nothing was written; null: it was' }),
  })
  .meta({ id: 'FieldDecision' })

const conflict = z
  .strictObject({
    link: z.string(),
    map: z.string(),
    pair: z.string(),
    kind: kind.meta({ description: '`conflict`: both sides changed. `frozen`: it went back and forth' }),
    name: z.string().nullable().meta({ description: 'What people call the record' }),
    labels: z.strictObject({ hubspot: z.string(), salesforce: z.string() }),
    values: both.meta({ description: 'As they were seen last' }),
    hubspotId: z.string(),
    salesforceObject: z.string(),
    salesforceId: z.string(),
    modifiedAt: z.strictObject({ hubspot: instant, salesforce: instant }),
    firstAt: instant,
    seenAt: instant,
    decision: decision.nullable().meta({ description: 'The newest word of a person; null: none' }),
  })
  .meta({ id: 'FieldConflict' })
export type ConflictView = z.infer<typeof conflict>

export const listConflictsContract = connectionContract({
  name: 'listConflicts',
  method: 'GET',
  path: '/conflicts',
  access: 'read',
  tag: 'Problems',
  summary: 'Fields of which a person has to choose the value, newest first',
  query: z.strictObject({
    kind: kind.optional(),
    pair: z.string().max(60).optional(),
    map: z.string().max(200).optional(),
    text: z.string().max(200).optional().meta({ description: 'Part of either value, or a whole record id' }),
    ...sortQuery(CONFLICT_SORTS, '`name`: of the record.'),
    ...pagingQuery,
  }),
  reply: pageOf(conflict),
})

export const listConflictFieldsContract = connectionContract({
  name: 'listConflictFields',
  method: 'GET',
  path: '/conflicts/fields',
  access: 'read',
  tag: 'Problems',
  summary: 'How many fields wait, by field',
  reply: z.strictObject({
    items: z.array(z.strictObject({ pair: z.string(), map: z.string(), kind, label: z.string(), count })),
  }),
})

const change = z.strictObject({
  value,
  at: instant,
  by: z.string().nullable().meta({ description: 'Who or what set it, as the platform tells; null: not told' }),
})

const params = z.strictObject({ link: z.string().max(100), map: z.string().max(200) })

export const readConflictContract = connectionContract({
  name: 'readConflict',
  method: 'GET',
  path: '/conflicts/:link/:map',
  access: 'read',
  tag: 'Problems',
  summary: 'One field with both values, who changed them when, and how many are alike',
  params,
  reply: z.strictObject({
    conflict,
    rule: z.string(),
    direction: z.string(),
    agreed: both.nullable().meta({ description: 'What both sides last agreed on; null: they never did' }),
    changes: z.strictObject({
      hubspot: z.array(change).meta({ description: 'Newest first' }),
      salesforce: z.array(change).meta({ description: 'When the record was changed last; Salesforce tells no more' }),
    }),
    options: z
      .array(z.strictObject({ value: z.string(), label: z.string() }))
      .nullable()
      .meta({ description: 'What HubSpot offers for a value that is typed in; null: any text' }),
    alike: z.strictObject({
      sameValues: count.meta({ description: 'With the same field and the same two values, this one included' }),
      sameField: count.meta({ description: 'With the same field, this one included' }),
    }),
  }),
})

export const decideConflictContract = connectionContract({
  name: 'decideConflict',
  method: 'POST',
  path: '/conflicts/:link/:map/decision',
  access: 'operate',
  tag: 'Problems',
  summary: 'Choose the value of a field, for one record or for all that are alike',
  description:
    'The worker writes the chosen value to the side that does not hold it, as every other change. Values that are others by then are left alone.',
  audit: 'conflicts.decide',
  params,
  body: z.strictObject({
    choice: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('side'), side: z.enum(['hubspot', 'salesforce']) }),
      z.strictObject({ kind: z.literal('value'), value }),
      z
        .strictObject({ kind: z.literal('thaw') })
        .meta({ description: 'Goes on by its rule; for a field that went back and forth alone' }),
    ]),
    saw: both.meta({ description: 'Both values as they were shown' }),
    alike: z.enum(ALIKE).default('this'),
  }),
  reply: z.strictObject({ group: z.string(), decided: count }),
})

export const readDecisionsContract = connectionContract({
  name: 'readDecisions',
  method: 'GET',
  path: '/decisions/:group',
  access: 'read',
  tag: 'Problems',
  summary: 'What became of decisions that were taken at once',
  params: z.strictObject({ group: z.string().max(100) }),
  reply: z.strictObject({ open: count, applied: count, refused: count }),
})

import * as z from 'zod'
import { configDocument } from './config.ts'
import { pairId } from './config-fields.ts'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

const side = z.enum(['hubspot', 'salesforce'])

export const PREVIEW_OUTCOMES = ['create', 'update', 'link', 'other', 'waits'] as const

const change = z.strictObject({
  field: z.string(),
  label: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  byMap: z.string().nullable().meta({ description: 'The map that asks for it; null: Tandem’s own field' }),
})

const row = z.strictObject({
  side,
  object: z.string(),
  recordId: z.string().nullable().meta({ description: 'null: it is not made yet' }),
  name: z.string().nullable().meta({ description: 'Who or what it is, as far as the record says it' }),
  outcome: z.enum(PREVIEW_OUTCOMES),
  changes: z.array(change),
  problem: z
    .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
    .nullable()
    .meta({ description: 'Why it waits for a person' }),
})
export type PreviewRow = z.infer<typeof row>

const result = z.strictObject({
  counts: z.strictObject({
    create: count,
    update: count,
    link: count,
    other: count.meta({ description: 'Joined, converted, deleted or unlinked' }),
    unchanged: count,
    conflict: count.meta({ description: 'Both sides changed, and the rule asks a person' }),
    error: count.meta({ description: 'Would wait on the Problems page' }),
    out: count.meta({ description: 'Stay out of the sync' }),
  }),
  lookedAt: z.array(z.strictObject({ side, object: z.string(), looked: count, total: count })),
  objects: z.array(z.strictObject({ side, object: z.string(), create: count, update: count })),
  ignored: z.record(z.string(), count),
  fields: z
    .array(z.strictObject({ object: z.string(), map: z.string(), values: count }))
    .meta({ description: 'Values that would be written, by map, most first' }),
  rows: z.array(row),
  rowsLeftOut: count,
})
export type PreviewResult = z.infer<typeof result>

const state = z.strictObject({
  state: z.enum(['none', 'running', 'done', 'failed', 'cancelled']),
  id: z.string().nullable(),
  startedAt: instant.nullable(),
  startedBy: z.string().nullable(),
  looked: count,
  of: count.meta({ description: 'Records to look at, as far as is known' }),
  error: z.string().nullable(),
  result: result.nullable(),
})
export type PreviewState = z.infer<typeof state>

export const startConfigPreviewContract = connectionContract({
  name: 'startConfigPreview',
  method: 'POST',
  path: '/config/preview',
  access: 'configure',
  audit: 'config.preview',
  tag: 'Configuration',
  summary: 'Rehearse a document on live data; writes nothing to either CRM',
  description:
    'One at a time for each connection; while one runs another is refused with 409. A worker does it: ask for its state until it is done, in whichever server. What it found is kept for half an hour.',
  body: z
    .strictObject({
      document: configDocument,
      sample: z
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .meta({ description: 'Records of each object, newest change first; 200 unless something else is said' }),
      all: z.literal(true).optional().meta({ description: 'Every record instead' }),
      record: z.string().trim().min(1).max(320).optional().meta({
        description:
          'One record instead: an e-mail address, a HubSpot contact id, the id of a Lead, Contact, Account or Opportunity',
      }),
      pair: pairId.optional().meta({ description: 'Only this pair' }),
    })
    .refine(
      ({ sample, all, record }) => [sample, all, record].filter((one) => one !== undefined).length <= 1,
      'say one of sample, all and record',
    )
    .refine(({ record, pair }) => record === undefined || pair === undefined, 'a record says which pair it is'),
  reply: state,
})

export const readConfigPreviewContract = connectionContract({
  name: 'readConfigPreview',
  method: 'GET',
  path: '/config/preview',
  access: 'read',
  tag: 'Configuration',
  summary: 'How far the preview is, and what it found',
  reply: state,
})

export const cancelConfigPreviewContract = connectionContract({
  name: 'cancelConfigPreview',
  method: 'DELETE',
  path: '/config/preview',
  access: 'configure',
  audit: 'config.preview-cancel',
  tag: 'Configuration',
  summary: 'Stop the preview',
  reply: state,
})

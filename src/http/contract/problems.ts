import * as z from 'zod'
import { RETRIED_BY } from '#domain/problems/classes.ts'
import { PARKED_SORTS, RETRY_SORTS } from '#ports/store/parked.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

export { PARKED_SORTS }

const side = z.enum(['hubspot', 'salesforce'])
const code = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'Code of what blocks the record', examples: ['CONFLICT'] })

const parkedClass = z
  .strictObject({
    code: z.string(),
    title: z.string().meta({ description: 'The class in a few plain words' }),
    explanation: z.string().meta({ description: 'What it means, for people' }),
    retriedBy: z.enum(RETRIED_BY).meta({
      description:
        '`change`: tried again when the mapping or the fields of a CRM change. `hour`: goes on by itself after an hour of quiet. `nobody`: waits for a person',
    }),
    decidedIn: z.enum(['conflicts', 'matches']).nullable().meta({ description: 'Where single records are decided' }),
    count: count.meta({ description: 'Records that wait' }),
    since: instant.meta({ description: 'When the first of them was parked' }),
    newestAt: instant,
    message: z.string().meta({ description: 'The platform’s own words, of the newest one' }),
    remedy: z.string().meta({ description: 'What to do about it' }),
    objects: z.array(z.strictObject({ side, object: z.string(), count })),
  })
  .meta({ id: 'ProblemClass' })
export type ProblemClassView = z.infer<typeof parkedClass>

export const readProblemsContract = connectionContract({
  name: 'readProblems',
  method: 'GET',
  path: '/problems',
  access: 'read',
  tag: 'Problems',
  summary: 'What waits for a person: parked records by class, conflicts, suggested matches',
  reply: z.strictObject({
    classes: z.array(parkedClass).meta({ description: 'Most records first' }),
    parked: count.meta({ description: 'Parked records in all' }),
    conflicts: count.meta({ description: 'Fields of which a person has to choose the value' }),
    frozen: count.meta({ description: 'Fields that went back and forth and are held' }),
    matches: count.meta({ description: 'Pairs that may be one person' }),
  }),
})

const parkedRecord = z
  .strictObject({
    id: z.string(),
    side,
    object: z.string(),
    recordId: z.string(),
    name: z.string().nullable().meta({ description: 'What people call it; null: not known' }),
    link: z.string().nullable().meta({ description: 'Link of the two records; null: there is none' }),
    code: z.string(),
    title: z.string(),
    message: z.string().meta({ description: 'The platform’s own words' }),
    remedy: z.string(),
    firstAt: instant.meta({ description: 'Parked since' }),
    at: instant.meta({ description: 'Parked last' }),
    retriedAt: instant.nullable(),
    isWaiting: z.boolean().meta({ description: 'It is in the inbox and will be tried again' }),
  })
  .meta({ id: 'ParkedRecord' })
export type ParkedRecordView = z.infer<typeof parkedRecord>

const filters = {
  code: code.optional(),
  side: side.optional(),
  object: z.string().max(100).optional(),
  recordId: z.string().min(1).max(100).optional().meta({ description: 'The whole id of one record' }),
  text: z.string().max(200).optional().meta({ description: 'Part of the platform’s words, or a whole record id' }),
}

export const listParkedContract = connectionContract({
  name: 'listParked',
  method: 'GET',
  path: '/problems/records',
  access: 'read',
  tag: 'Problems',
  summary: 'Parked records, newest first',
  query: z.strictObject({
    ...filters,
    ...sortQuery(PARKED_SORTS, '`parked`: when last. `since`: when first.'),
    ...pagingQuery,
  }),
  reply: pageOf(parkedRecord),
})

export const downloadParkedContract = connectionContract({
  name: 'downloadParked',
  method: 'GET',
  path: '/problems/records.csv',
  access: 'read',
  tag: 'Problems',
  summary: 'Parked records as CSV, with what blocks each and what to do about it',
  query: listParkedContract.query.omit(NO_PAGES),
  ...CSV,
})

const retry = z
  .strictObject({
    id: z.string(),
    at: instant,
    by: z.string(),
    what: z.string().meta({ description: 'What was to be tried again, in words' }),
    records: count.meta({ description: 'Records that were put back' }),
    through: count.meta({ description: 'Of these, the ones that came through' }),
    again: count.meta({ description: 'Parked again' }),
    waiting: count.meta({ description: 'Still to be worked on' }),
  })
  .meta({ id: 'ParkedRetry' })
export type RetryView = z.infer<typeof retry>

export const retryParkedContract = connectionContract({
  name: 'retryParked',
  method: 'POST',
  path: '/problems/retry',
  access: 'operate',
  tag: 'Problems',
  summary: 'Try parked records again: some, those that fit filters, or all',
  description:
    'They are put into the inbox and worked on like any change; nothing is written that the mapping does not ask for. At most 10,000 at once.',
  audit: 'problems.retry',
  body: z
    .strictObject({
      ids: z
        .array(z.string().regex(/^\d{1,18}$/))
        .min(1)
        .max(1000)
        .optional(),
      ...filters,
      all: z.literal(true).optional().meta({ description: 'Needed when nothing else is given' }),
    })
    .refine((asked) => Object.values(asked).some((value) => value !== undefined), 'say which: ids, filters, or all'),
  reply: retry,
})

export const listRetriesContract = connectionContract({
  name: 'listRetries',
  method: 'GET',
  path: '/problems/retries',
  access: 'read',
  tag: 'Problems',
  summary: 'Retries that people asked for and what became of their records, newest first',
  query: z.strictObject({ ...sortQuery(RETRY_SORTS, '`at`: when it was asked for.'), ...pagingQuery }),
  reply: pageOf(retry),
})

export const readRetryContract = connectionContract({
  name: 'readRetry',
  method: 'GET',
  path: '/problems/retries/:id',
  access: 'read',
  tag: 'Problems',
  summary: 'One retry and what became of its records',
  params: z.strictObject({ id: z.string().max(100) }),
  reply: z.strictObject({ retry }),
})

export const listRetryRecordsContract = connectionContract({
  name: 'listRetryRecords',
  method: 'GET',
  path: '/problems/retries/:id/records',
  access: 'read',
  tag: 'Problems',
  summary: 'Records of a retry that did not come through, newest first',
  params: z.strictObject({ id: z.string().max(100) }),
  query: z.strictObject({
    ...sortQuery(PARKED_SORTS, '`parked`: when last. `since`: when first.'),
    ...pagingQuery,
  }),
  reply: pageOf(parkedRecord),
})

import * as z from 'zod'
import type { Sorts } from '#domain/order.ts'
import { JOURNAL_SORTS } from '#ports/store/journal.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { instant } from './primitives.ts'
import { changeRow, side } from './record-changes.ts'
import { nullableValue, waitingRow, problemRow, params } from './record.ts'

export const STORY_KINDS = ['change', 'handover', 'clock', 'touch', 'opportunity', 'problem'] as const

/** By instant; events of one instant by what they are. */
export const STORY_SORTS = { at: { direction: 'desc', keys: ['integer', 'text'] } } as const satisfies Sorts

const liveField = z.strictObject({
  map: z.string(),
  hubspot: nullableValue,
  salesforce: nullableValue,
  changed: z.array(side).meta({ description: 'Sides that hold another value than when both were last compared' }),
  agrees: z.boolean(),
  next: z
    .strictObject({ to: side, value: nullableValue, because: z.string() })
    .nullable()
    .meta({ description: 'What the next sync writes; null: nothing' }),
  conflict: z.boolean().meta({ description: 'Both changed, and a person is to decide' }),
  refusal: z.string().nullable().meta({ description: 'Why the value cannot be written' }),
})

export const readRecordNowContract = connectionContract({
  name: 'readRecordNow',
  method: 'GET',
  path: '/records/:link/now',
  access: 'read',
  tag: 'Records',
  summary: 'Both records as the CRMs have them at this moment, and what the next sync makes of them',
  description:
    'Asks each CRM once, by the API calls of the connection, behind leads that are handed over. Writes nothing. What was read is given again for five seconds; 20 reads a minute for each person or token.',
  params,
  reply: z.strictObject({
    at: instant,
    modifiedAt: z
      .strictObject({ hubspot: instant.nullable(), salesforce: instant.nullable() })
      .meta({ description: 'null: the record is not there' }),
    lifecycleStage: z.string().nullable(),
    salesforceStatus: z.string().nullable(),
    owner: z.strictObject({ id: z.string(), name: z.string().nullable() }).nullable(),
    fields: z.array(liveField),
  }),
})
export type LiveRecordReply = z.infer<typeof readRecordNowContract.reply>

export const listRecordChangesContract = connectionContract({
  name: 'listRecordChanges',
  method: 'GET',
  path: '/records/:link/changes',
  access: 'read',
  tag: 'Records',
  summary: 'What Tandem wrote for one pair of records, newest first; of one field, or all',
  params,
  query: z.strictObject({
    ...pagingQuery,
    ...sortQuery(JOURNAL_SORTS),
    field: z.string().max(255).optional().meta({ description: 'Id of a field map: changes of either of its fields' }),
  }),
  reply: pageOf(changeRow),
})

const storyEvent = z.strictObject({
  key: z.string(),
  at: instant,
  kind: z.enum(STORY_KINDS),
  title: z.string(),
  text: z.string(),
  tone: z.enum(['good', 'bad', 'plain']),
  change: changeRow.nullable().meta({ description: 'With kind `change`: what was written' }),
})
export type StoryEventRow = z.infer<typeof storyEvent>

export const readRecordStoryContract = connectionContract({
  name: 'readRecordStory',
  method: 'GET',
  path: '/records/:link/story',
  access: 'read',
  tag: 'Records',
  summary: 'Changes, handovers, clocks, touches, opportunities and problems of a record as one story, newest first',
  params,
  query: z.strictObject({
    ...pagingQuery,
    ...sortQuery(STORY_SORTS),
    kinds: z.string().max(200).optional().meta({
      description: 'Some of change, handover, clock, touch, opportunity, problem, with commas between; absent: all',
    }),
  }),
  reply: pageOf(storyEvent),
})

export const syncRecordContract = connectionContract({
  name: 'syncRecord',
  method: 'POST',
  path: '/records/:link/sync',
  access: 'operate',
  audit: 'record.sync',
  tag: 'Records',
  summary: 'Has both records read, compared and written now, before everything else that waits',
  params,
  reply: z.strictObject({
    askedAt: instant,
    records: z.array(z.strictObject({ side, object: z.string(), id: z.string() })),
  }),
})

export const readRecordSyncContract = connectionContract({
  name: 'readRecordSync',
  method: 'GET',
  path: '/records/:link/sync',
  access: 'read',
  tag: 'Records',
  summary: 'What became of a sync that was asked for, and what it changed',
  params,
  query: z.strictObject({ since: instant.meta({ description: '`askedAt` of the reply to the request' }) }),
  reply: z.strictObject({
    state: z
      .enum(['waiting', 'working', 'retrying', 'done'])
      .meta({ description: 'retrying: it failed and is tried again by itself' }),
    lookedAt: instant.nullable().meta({ description: 'When the records were read and compared since then' }),
    waiting: z.array(waitingRow),
    changes: z.array(changeRow),
    problems: z.array(problemRow),
  }),
})
export type RecordSync = z.infer<typeof readRecordSyncContract.reply>

import * as z from 'zod'
import { RECORD_SORTS } from '#ports/store/records.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { instant } from './primitives.ts'

export { RECORD_SORTS }

export const KINDS = ['person', 'company', 'deal', 'task', 'campaign'] as const
export const LINK_STATES = ['active', 'intended', 'unlinked'] as const

const kind = z.enum(KINDS)
const state = z.enum(LINK_STATES).meta({
  description: 'active: both records are known and kept in step; intended: one is being made; unlinked: kept apart',
})

const ownRecord = z
  .strictObject({ object: z.string(), id: z.string(), url: z.string().nullable() })
  .meta({ description: 'A record on its own platform' })

export const named = z.strictObject({ link: z.string(), name: z.string().nullable() })

/** What every list and page says of a pair of records. */
export const line = {
  link: z.string().meta({ description: 'Id of the pair of records' }),
  kind,
  name: z.string().nullable(),
  company: z.string().nullable(),
  email: z.string().nullable(),
  state,
  hubspot: ownRecord.nullable(),
  salesforce: ownRecord.nullable(),
  since: instant.meta({ description: 'When they became one' }),
}

export const recordLine = z.strictObject(line)
export type RecordLine = z.infer<typeof recordLine>

const hit = z.strictObject({
  ...line,
  foundBy: z.enum(['words', 'id']),
  mergedInto: named.nullable().meta({ description: 'Who goes on for one who was merged away' }),
})
export type RecordHit = z.infer<typeof hit>

const opportunityHit = z.strictObject({
  id: z.string(),
  name: z.string(),
  stage: z.string(),
  url: z.string().nullable(),
  people: z.array(z.string()).meta({ description: 'Links of its people' }),
})

export const searchRecordsContract = connectionContract({
  name: 'searchRecords',
  method: 'GET',
  path: '/records/search',
  access: 'read',
  tag: 'Records',
  summary: 'Whom somebody may mean by what was typed so far: the closest first',
  description:
    'Names, e-mail addresses, domains, opportunities, ids of HubSpot and Salesforce (15 or 18 characters), also former ones. Words are found by their beginning, whatever their case and accents.',
  query: z.strictObject({
    q: z.string().max(200),
    kind: kind.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  reply: z.strictObject({
    hits: z.array(hit),
    more: z.boolean().meta({ description: 'There are others: more letters narrow it down' }),
    tooShort: z.boolean().meta({ description: 'One letter fits nearly everything: nothing was looked for' }),
    opportunities: z.array(opportunityHit).meta({ description: 'Those that have no deal in HubSpot' }),
  }),
})

export const listRecordsContract = connectionContract({
  name: 'listRecords',
  method: 'GET',
  path: '/records',
  access: 'read',
  tag: 'Records',
  summary: 'All pairs of records, newest first',
  query: z.strictObject({
    ...pagingQuery,
    ...sortQuery(RECORD_SORTS, 'Records without a name or address count as after Z.'),
    kind: kind.optional(),
    state: z.enum(LINK_STATES).optional().meta({ description: 'Absent: active and unlinked ones' }),
    problems: z.enum(['parked']).optional().meta({ description: 'parked: with an open problem alone' }),
  }),
  reply: pageOf(recordLine),
})

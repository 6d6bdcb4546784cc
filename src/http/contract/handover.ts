import * as z from 'zod'
import type { Unavailable } from '#domain/routing/availability.ts'
import { configDocument } from './config.ts'
import { STAYING_SORTS } from '#ports/store/handoffs.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

export { STAYING_SORTS }

const TAG = 'Handover and routing'

// Written out, because the pages use this file too and need not load what is behind the rules.
const UNAVAILABLE = [
  'no-user',
  'inactive',
  'excluded',
  'on-leave',
  'outside-hours',
  'open-capacity',
  'day-capacity',
] as const satisfies readonly Unavailable[]

const user = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  active: z.boolean(),
  manager: z.string().nullable().meta({ description: 'Name of who leads them; null: nobody is named' }),
})
const option = z.strictObject({ value: z.string(), label: z.string() })

/** Asked of both CRMs; one that does not answer leaves its part out and is named. */
export const readHandoverFactsContract = connectionContract({
  name: 'readHandoverFacts',
  method: 'GET',
  path: '/handover/facts',
  access: 'read',
  tag: TAG,
  summary: 'What a configuration can name: users, owners, queues, lists, stages, statuses, record types, campaigns',
  reply: z.strictObject({
    users: z.array(user).nullable().meta({ description: 'Of Salesforce, by name; null: they cannot be read now' }),
    queues: z.array(z.string()).nullable().meta({ description: 'Developer names of queues that Leads may wait in' }),
    lists: z.array(z.strictObject({ id: z.string(), name: z.string(), size: count })).nullable(),
    stages: z.array(option).nullable().meta({ description: 'Lifecycle stages of HubSpot' }),
    leadStatuses: z.array(option).nullable(),
    opportunityStages: z.array(option).nullable(),
    hubspotOwners: z
      .array(z.strictObject({ email: z.string(), name: z.string(), active: z.boolean() }))
      .nullable()
      .meta({ description: 'Of HubSpot, by name' }),
    recordTypes: z
      .array(z.strictObject({ object: z.string(), name: z.string(), label: z.string() }))
      .nullable()
      .meta({ description: 'Active record types of Salesforce by developer name' }),
    campaigns: z.array(z.string()).meta({ description: 'Names that Tandem knows' }),
    unread: z
      .array(z.strictObject({ part: z.string(), message: z.string(), remedy: z.string() }))
      .meta({ description: 'Parts that could not be read, and why' }),
  }),
})
export type HandoverFacts = z.infer<(typeof readHandoverFactsContract)['reply']>

const poolMember = z.strictObject({
  email: z.string(),
  userId: z.string().nullable().meta({ description: 'null: no Salesforce user has this e-mail' }),
  name: z.string().nullable(),
  weight: count,
  share: z
    .number()
    .meta({ description: 'Part of the leads of the pool that is theirs while all can take leads, 0 to 1' }),
  state: z.enum(['can-take', ...UNAVAILABLE]),
  why: z.string().nullable().meta({ description: 'Why they cannot take a lead now' }),
  backAt: instant.nullable().meta({ description: 'When they can again; null: now, or nobody knows' }),
  openLeads: count,
  today: count.meta({ description: 'Leads that they got on their present local day' }),
  capacity: z.strictObject({ open: count.nullable(), perDay: count.nullable() }),
  hours: z.string().nullable(),
  leave: z.array(z.strictObject({ from: z.string(), to: z.string() })),
})
export type PoolMemberNow = z.infer<typeof poolMember>

const poolNow = z.strictObject({
  id: z.string(),
  whenNobody: z.enum(['fallback', 'hold']),
  usedBy: z.array(z.string()).meta({ description: 'Contracts and rules that send leads there' }),
  next: z.string().nullable().meta({ description: 'E-mail of who gets the next lead; null: nobody can take one now' }),
  members: z.array(poolMember),
})
export type PoolNow = z.infer<typeof poolNow>

export const readPoolsContract = connectionContract({
  name: 'readPools',
  method: 'GET',
  path: '/handover/pools',
  access: 'read',
  tag: TAG,
  summary: 'Pools with what is on the desk of each member now, and whose turn is next',
  reply: z.strictObject({ at: instant, pools: z.array(poolNow) }),
})

export const foreseePoolsContract = connectionContract({
  name: 'foreseePools',
  method: 'POST',
  path: '/handover/pools',
  access: 'read',
  audit: null,
  tag: TAG,
  summary: 'The same as a document would have it; writes nothing',
  body: z.strictObject({ document: configDocument, at: instant.optional() }),
  reply: z.strictObject({ at: instant, pools: z.array(poolNow) }),
})

export const sweepLeadsContract = connectionContract({
  name: 'sweepLeads',
  method: 'POST',
  path: '/handover/sweep',
  access: 'operate',
  audit: 'routing.sweep',
  tag: TAG,
  summary: 'Give every open lead that nobody can work on to somebody who can, now',
  reply: z.strictObject({
    looked: count,
    given: z.array(
      z.strictObject({
        handoffId: z.string(),
        linkId: z.string(),
        hubspotId: z.string().nullable(),
        name: z.string().nullable(),
        reason: z.string(),
        why: z.string(),
        owner: z.string(),
        rule: z.string(),
      }),
    ),
    stuck: z.array(
      z.strictObject({
        handoffId: z.string(),
        linkId: z.string(),
        hubspotId: z.string().nullable(),
        name: z.string().nullable(),
        reason: z.string(),
        why: z.string(),
      }),
    ),
  }),
})

export const listReturnsContract = connectionContract({
  name: 'listReturns',
  method: 'GET',
  path: '/handover/returns',
  access: 'read',
  tag: TAG,
  summary: 'People whom sales gave back, who could come back by now and stay, and why',
  query: z.strictObject({ ...sortQuery(STAYING_SORTS, 'Without a date: last.'), ...pagingQuery }),
  reply: pageOf(
    z.strictObject({
      handoffId: z.string(),
      linkId: z.string(),
      hubspotId: z.string().nullable(),
      salesforceId: z.string().nullable(),
      name: z.string().nullable(),
      cycle: count,
      rejectedAt: instant.nullable(),
      rejectReason: z.string().nullable(),
      returnAt: instant.nullable(),
      why: z.string().nullable(),
      askedAgainAt: instant.nullable().meta({ description: 'null: with their next change' }),
    }),
  ),
})
export type ReturnRow = z.infer<(typeof listReturnsContract)['reply']>['items'][number]

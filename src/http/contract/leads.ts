import * as z from 'zod'
import { URGENCIES } from '#domain/handoff/config.ts'
import { HANDOFF_STATES } from '#domain/handoff/types.ts'
import { CLOCK_STATES } from '#domain/sla/clock.ts'
import { BOARD_SORTS, BOARD_VIEWS, type BoardSort, type BoardView, VIEW_SORT } from '#ports/store/lead-board.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQueryOf } from './paging.ts'
import { count, instant } from './primitives.ts'

export { BOARD_SORTS, BOARD_VIEWS, type BoardSort, type BoardView, VIEW_SORT }

/** Id or name of a lead, a rep or anything that leads are chosen by. */
export const leadName = z.string().min(1).max(200)

/** Which leads; what is absent is any. */
export const leadFilter = {
  whose: z.enum(['mine', 'all', 'queue']).default('all').meta({
    description: '`mine`: of the Salesforce user with my e-mail. `queue`: those that wait in a queue or for a pool',
  }),
  rep: leadName.optional().meta({ description: 'Salesforce id of who has them' }),
  pool: leadName.optional().meta({ description: 'Pool of their handover contract' }),
  urgency: z.enum(URGENCIES).optional(),
  policy: leadName.optional(),
  contract: leadName.optional(),
  campaign: leadName.optional(),
  text: z.string().max(200).optional().meta({ description: 'Beginnings of words of name, company or e-mail' }),
}

const crmPage = z.string().nullable().meta({ description: 'Its page there; null: it is not there' })

export const leadClock = z.strictObject({
  name: z.string(),
  state: z.enum(CLOCK_STATES),
  dueAt: instant.nullable().meta({ description: 'null: it stands still, or has not begun' }),
  remainingSeconds: z
    .number()
    .min(0)
    .meta({ description: 'Business seconds that are left at `asOf` of the reply, 0 when the deadline is past' }),
  targetSeconds: z.number(),
  stoppedAt: instant.nullable(),
})

const person = z.strictObject({
  id: z.string().meta({ description: 'Salesforce user id' }),
  name: z.string(),
  email: z.string().nullable(),
})

export const leadRow = z
  .strictObject({
    id: z.string(),
    link: z.string().meta({ description: 'Id of the person under `records`' }),
    name: z.string().nullable(),
    company: z.string().nullable(),
    email: z.string().nullable(),
    state: z.enum(HANDOFF_STATES),
    cycle: count.meta({ description: '1: given to sales for the first time' }),
    urgency: z.string(),
    urgencyRule: z.string().meta({ description: 'The rule that gave the urgency, in words' }),
    owner: person,
    ownerRule: z.string().meta({ description: 'The rule that chose the owner' }),
    inQueue: z
      .boolean()
      .meta({ description: 'It waits in a queue, or for a member of a pool; the owner answers for it' }),
    pool: z.string(),
    policy: z.string().nullable(),
    contract: z.string(),
    campaign: z.string().nullable(),
    why: z.string().meta({ description: 'Why it qualified, in words' }),
    nextStep: z.string(),
    qualifiedAt: instant,
    handedOverAt: instant,
    clock: leadClock.nullable().meta({ description: 'The clock that is due next; null: no policy applies' }),
    acceptedAt: instant.nullable(),
    rejectedAt: instant.nullable(),
    rejectReason: z.string().nullable(),
    returnAt: instant.nullable().meta({ description: 'When the person may come back; null: by themselves only' }),
    staysBecause: z.string().nullable().meta({ description: 'Why they did not come back though the date has come' }),
    saidBy: z.string().nullable().meta({ description: 'Who said on these pages what became of it' }),
    mine: z.boolean().meta({ description: 'Whether who asks may accept it, give it back and pass it on' }),
    hubspotUrl: crmPage,
    salesforceUrl: crmPage,
  })
  .meta({ id: 'Lead' })

export type LeadRow = z.infer<typeof leadRow>

export const listLeadsContract = connectionContract({
  name: 'listLeads',
  method: 'GET',
  path: '/leads',
  access: 'read',
  tag: 'Leads',
  summary: 'Leads that were given to sales, most important first',
  description:
    'Unless it is asked otherwise, what is to be done comes by urgency, then by deadline; what is answered or given back by when that was, newest first; who returns by the date. The newest cycle of each person is listed.',
  query: z.strictObject({
    view: z.enum(BOARD_VIEWS).default('todo').meta({ description: '`due-soon`: within the hour' }),
    ...leadFilter,
    ...sortQueryOf(
      BOARD_SORTS,
      'Absent: as the view goes. `owner`: by name, of each as by urgency. `moved`: when it was answered, qualified or given back. Without a deadline, or a date to return: last.',
    ),
    ...pagingQuery,
  }),
  reply: z.strictObject({ ...pageOf(leadRow).shape, asOf: instant }),
})

export const downloadLeadsContract = connectionContract({
  name: 'downloadLeads',
  method: 'GET',
  path: '/leads.csv',
  access: 'read',
  tag: 'Leads',
  summary: 'Leads that were given to sales as CSV',
  query: listLeadsContract.query.omit(NO_PAGES),
  ...CSV,
})

export const countLeadsContract = connectionContract({
  name: 'countLeads',
  method: 'GET',
  path: '/leads/counts',
  access: 'read',
  tag: 'Leads',
  summary: 'How many leads there are in each view',
  query: z.strictObject(leadFilter),
  reply: z
    .strictObject({ ...Object.fromEntries(BOARD_VIEWS.map((view) => [view, count])), queue: count } as Record<
      (typeof BOARD_VIEWS)[number] | 'queue',
      typeof count
    >)
    .meta({ id: 'LeadCounts' }),
})

export const leadChoices = z
  .strictObject({
    you: z.strictObject({ rep: person.nullable(), all: z.boolean() }).meta({
      description: 'My Salesforce user; null: nobody there has my e-mail. `all`: I may act on everybody’s leads',
    }),
    reasons: z.array(z.strictObject({ reason: z.string(), returnAfterDays: z.number().nullable() })).meta({
      description: 'Reasons to give a lead back, and after how many days it may return; null: by itself only',
    }),
    freeReason: z.boolean().meta({ description: 'Any other reason may be written' }),
    reps: z.array(z.strictObject({ ...person.shape, pools: z.array(z.string()) })),
    pools: z.array(z.string()),
    policies: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    contracts: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    campaigns: z.array(z.string()),
    writes: z
      .strictObject({
        acceptedStatus: z.string().nullable(),
        rejectedStatus: z.string().nullable(),
        reasonField: z.string(),
        recycleStage: z.string(),
      })
      .meta({ description: 'What is written in Salesforce and HubSpot' }),
  })
  .meta({ id: 'LeadChoices' })
export type LeadChoices = z.infer<typeof leadChoices>

export const readLeadChoicesContract = connectionContract({
  name: 'readLeadChoices',
  method: 'GET',
  path: '/leads/choices',
  access: 'read',
  tag: 'Leads',
  summary: 'Reasons, reps, pools and policies to choose from',
  reply: leadChoices,
})

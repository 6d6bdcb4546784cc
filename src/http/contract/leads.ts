import * as z from 'zod'
import { URGENCIES } from '#domain/handoff/config.ts'
import { HANDOFF_STATES, LEFT_OUT } from '#domain/handoff/types.ts'
import { REFUSALS } from '#domain/handoff/word.ts'
import { CLOCK_STATES } from '#domain/sla/clock.ts'
import { BOARD_SORTS, BOARD_VIEWS, type BoardSort, type BoardView, VIEW_SORT } from '#ports/store/lead-board.ts'
import { connectionContract } from './contract.ts'
import { CSV, NO_PAGES } from './csv.ts'
import { pageOf, pagingQuery, sortQueryOf } from './paging.ts'
import { count, instant } from './primitives.ts'

export { BOARD_SORTS, BOARD_VIEWS, type BoardSort, type BoardView, VIEW_SORT }

/** Leads that one action takes at most. */
export const MOST_LEADS = 200

const name = z.string().min(1).max(200)

/** Which leads; what is absent is any. */
export const leadFilter = {
  whose: z.enum(['mine', 'all', 'queue']).default('all').meta({
    description: '`mine`: of the Salesforce user with my e-mail. `queue`: those that wait in a queue or for a pool',
  }),
  rep: name.optional().meta({ description: 'Salesforce id of who has them' }),
  pool: name.optional().meta({ description: 'Pool of their handover contract' }),
  urgency: z.enum(URGENCIES).optional(),
  policy: name.optional(),
  contract: name.optional(),
  campaign: name.optional(),
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

const happening = z.strictObject({ at: instant, what: z.string(), why: z.string() })

const cycle = z.strictObject({
  cycle: count,
  id: z.string(),
  state: z.enum(HANDOFF_STATES),
  handedOverAt: instant,
  why: z.string(),
  campaign: z.string().nullable(),
  acceptedAt: instant.nullable(),
  qualifiedBySalesAt: instant.nullable(),
  rejectedAt: instant.nullable(),
  rejectedBy: z.string().nullable().meta({ description: 'Name, where it is known' }),
  rejectReason: z.string().nullable(),
  returnAt: instant.nullable(),
  saidBy: z.string().nullable(),
  leftOut: z.array(z.enum(LEFT_OUT)),
  owners: z.array(z.strictObject({ owner: z.string(), from: instant, rule: z.string(), why: z.string() })),
})

export const leadDetail = z
  .strictObject({
    asOf: instant,
    lead: leadRow,
    routing: z
      .array(
        z.strictObject({
          rule: z.string(),
          candidate: z
            .string()
            .nullable()
            .meta({ description: 'Name of who was looked at; null: the rule fits nobody' }),
          verdict: z.enum(['chosen', 'skipped', 'no-match']),
          why: z.string(),
        }),
      )
      .meta({ description: 'Everybody who was looked at when the owner was chosen, in order' }),
    cycles: z.array(cycle).meta({ description: 'Newest first' }),
    clocks: z
      .array(
        z.strictObject({
          ...leadClock.shape,
          id: z.string(),
          cycle: count,
          policy: z.string(),
          kind: z.string(),
          rep: z.string().nullable().meta({ description: 'Whose own clock it is; null: the lead’s' }),
          startedAt: instant,
          breachedAt: instant.nullable(),
          timeline: z.array(happening).meta({ description: 'Everything that happened to it, with why' }),
        }),
      )
      .meta({ description: 'Of all cycles, newest first' }),
    ahead: z
      .array(z.strictObject({ at: instant.nullable(), clock: z.string(), what: z.string() }))
      .meta({ description: 'What happens next if nobody answers, by instant' }),
    holdings: z
      .array(
        z.strictObject({ from: instant, until: instant.nullable(), where: z.string(), who: z.string().nullable() }),
      )
      .meta({ description: 'Where the lead has been all its life' }),
  })
  .meta({ id: 'LeadDetail' })

export type LeadDetail = z.infer<typeof leadDetail>

export const readLeadContract = connectionContract({
  name: 'readLead',
  method: 'GET',
  path: '/leads/:id',
  access: 'read',
  tag: 'Leads',
  summary: 'One lead with everything that happened to it, and what comes next',
  params: z.strictObject({ id: name }),
  reply: leadDetail,
})

const outcome = z.strictObject({
  id: z.string(),
  kind: z
    .enum(['done', 'already', 'refused'])
    .meta({ description: '`done`: stored; both CRMs are told in the next seconds. `already`: it was so' }),
  what: z.string().nullable(),
  code: z.enum(REFUSALS).nullable(),
  message: z.string().nullable(),
  remedy: z.string().nullable(),
})

export const leadOutcomes = z
  .strictObject({ outcomes: z.array(outcome).meta({ description: 'One for each lead, in the order asked' }) })
  .meta({ id: 'LeadOutcomes' })
export type LeadOutcomes = z.infer<typeof leadOutcomes>

const ids = z
  .array(name)
  .min(1)
  .max(MOST_LEADS)
  .meta({ description: `Ids of leads, at most ${MOST_LEADS}` })
const action = { method: 'POST', access: 'work-leads', tag: 'Leads', reply: leadOutcomes } as const
const RULE =
  'A rep, or a token that he made, does so with his own leads only: those of the Salesforce user with his e-mail; with the permission `work-all-leads` with everybody’s. Where somebody did something in Salesforce meanwhile, that counts, and the lead is refused with the reason.'

export const acceptLeadsContract = connectionContract({
  ...action,
  name: 'acceptLeads',
  path: '/leads/accept',
  summary: 'Says that somebody works on these leads, here and in Salesforce',
  description: RULE,
  audit: 'leads.accept',
  body: z.strictObject({ ids }),
})

export const rejectLeadsContract = connectionContract({
  ...action,
  name: 'rejectLeads',
  path: '/leads/reject',
  summary: 'Gives leads back to marketing with a reason, here, in Salesforce and in HubSpot',
  description: RULE,
  audit: 'leads.reject',
  body: z.strictObject({ ids, reason: z.string().trim().min(1).max(255) }),
})

export const reassignLeadsContract = connectionContract({
  ...action,
  name: 'reassignLeads',
  path: '/leads/reassign',
  summary: 'Passes leads on to a rep, or to the next of a pool',
  description: RULE,
  audit: 'leads.reassign',
  body: z.strictObject({
    ids,
    to: z.union([
      z.strictObject({ rep: name }),
      z.strictObject({ pool: name.nullable().meta({ description: 'null: the lead’s own' }) }),
    ]),
    reason: z.string().trim().min(1).max(255),
  }),
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

import * as z from 'zod'
import { REFUSALS } from '#domain/handoff/word.ts'
import { connectionContract } from './contract.ts'
import { leadName } from './leads.ts'

/** Leads that one action takes at most. */
export const MOST_LEADS = 200

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
  .array(leadName)
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
      z.strictObject({ rep: leadName }),
      z.strictObject({ pool: leadName.nullable().meta({ description: 'null: the lead’s own' }) }),
    ]),
    reason: z.string().trim().min(1).max(255),
  }),
})

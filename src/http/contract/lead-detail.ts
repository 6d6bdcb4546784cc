import * as z from 'zod'
import { HANDOFF_STATES, LEFT_OUT } from '#domain/handoff/types.ts'
import { connectionContract } from './contract.ts'
import { leadClock, leadName, leadRow } from './leads.ts'
import { count, instant } from './primitives.ts'

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
  params: z.strictObject({ id: leadName }),
  reply: leadDetail,
})

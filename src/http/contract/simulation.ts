import * as z from 'zod'
import { HANDOFF_STATES } from '#domain/handoff/types.ts'
import { configDocument } from './config.ts'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

const TAG = 'Handover and routing'

const draft = configDocument
  .optional()
  .meta({ description: 'By this document, which need not be saved; absent: by the configuration in force' })

const step = z.strictObject({
  rule: z.string(),
  who: z.string().nullable().meta({ description: 'Name of who was looked at; null: nobody fits the rule' }),
  verdict: z.enum(['chosen', 'skipped', 'no-match']),
  why: z.string(),
})

const simulated = z.strictObject({
  at: instant.meta({ description: 'As if the lead came then' }),
  person: z.strictObject({
    hubspotId: z.string().nullable(),
    linkId: z.string().nullable().meta({ description: 'Of a person whom Tandem joined; null: of nobody it knows' }),
    email: z.string().nullable(),
    name: z.string().nullable(),
    company: z.string().nullable(),
    lastHandoff: z.strictObject({ cycle: count, state: z.enum(HANDOFF_STATES), owner: z.string() }).nullable(),
  }),
  enters: z
    .strictObject({ yes: z.boolean(), why: z.string() })
    .meta({ description: 'Whether the selection lets them in' }),
  outcome: z.enum(['owner', 'queue', 'held', 'nobody', 'no-contract']),
  contract: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      version: count,
      reason: z.string(),
      urgency: z.string(),
      urgencyRule: z.string(),
      nextStep: z.string(),
      pool: z.string(),
    })
    .nullable(),
  owner: z.strictObject({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
  queue: z.string().nullable().meta({ description: 'Developer name of the queue that holds it meanwhile' }),
  heldUntil: instant.nullable(),
  rule: z.string().nullable().meta({ description: 'The rule that decided' }),
  policy: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  clocks: z.array(
    z.strictObject({
      name: z.string(),
      targetSeconds: z.number(),
      calendar: z.string(),
      timeZone: z.string(),
      dueAt: instant.nullable().meta({ description: 'null: the calendar gives none within two years' }),
    }),
  ),
  steps: z.array(step).meta({ description: 'Everybody who was looked at, in order' }),
})
export type Simulated = z.infer<typeof simulated>

const values = z
  .record(z.string().max(255), z.string().max(2000).nullable())
  .meta({ description: 'What a contact would have, by HubSpot property' })

export const simulateLeadContract = connectionContract({
  name: 'simulateLead',
  method: 'POST',
  path: '/handover/simulate',
  access: 'read',
  audit: null,
  tag: TAG,
  summary: 'Who would get a lead, by when and by which rule; writes nothing, and no turn is taken',
  body: z.strictObject({
    lead: z.union([
      z.strictObject({
        who: z.string().trim().min(1).max(320).meta({ description: 'E-mail or id of a HubSpot contact' }),
      }),
      z.strictObject({ values }),
    ]),
    at: instant.optional().meta({ description: 'As if it came then; absent: now' }),
    document: draft,
  }),
  reply: simulated,
})

/** People that are simulated at once. */
export const MOST_SIMULATED = 500

export const simulateLeadsContract = connectionContract({
  name: 'simulateLeads',
  method: 'POST',
  path: '/handover/simulate/list',
  access: 'read',
  audit: null,
  tag: TAG,
  summary: 'Who would get each of many leads that come one after the other; writes nothing, and no turn is taken',
  description: `As rows of a file that names HubSpot properties, at most ${MOST_SIMULATED}. Each knows of those before: pools turn as they would. A person may ask ten times a minute.`,
  body: z.strictObject({
    leads: z.array(values).min(1).max(MOST_SIMULATED).meta({ description: 'Each with an `email`' }),
    at: instant.optional().meta({ description: 'As if all came then; absent: now' }),
    document: draft,
  }),
  reply: z.strictObject({
    at: instant,
    items: z
      .array(
        z.strictObject({
          lead: simulated.nullable(),
          problem: z.string().nullable().meta({ description: 'Why nothing can be said of this one; null: it can' }),
        }),
      )
      .meta({ description: 'One for each, in the order given' }),
  }),
})

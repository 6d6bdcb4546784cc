import * as z from 'zod'

const STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
]

/** Stages, and what happens to somebody who moves between them. */
export const lifecycle = z
  .strictObject({
    order: z.array(z.string()).default(STAGES).describe('Lifecycle stage values from least to most advanced.'),
    onOpportunity: z.string().default('opportunity'),
    onWon: z.string().default('customer'),
    fromLeadStatus: z
      .record(z.string(), z.string())
      .default({})
      .describe('HubSpot stage by Lead Status, for leads without an opportunity.'),
    opensOpportunity: z
      .strictObject({
        stages: z.array(z.string()).default([]).describe('HubSpot stages that open an Opportunity; empty: never.'),
        opportunityStage: z.string().default('Prospecting'),
        closeInDays: z.int().positive().default(90),
        convertedStatus: z.string().default('Closed - Converted').describe('A Lead Status that counts as converted.'),
      })
      .prefault({}),
  })
  .prefault({})

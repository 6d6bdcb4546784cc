import * as z from 'zod'
import { SALESFORCE_FILTERED } from '#domain/config.ts'
import { condition } from '../field-maps.ts'

/** Who enters. */
export const selection = z.strictObject({
  marketingContacts: z
    .enum(['required', 'any'])
    .describe('any: an explicit choice for portals without marketing contacts.'),
  stages: z.array(z.string()).min(1),
  lists: z.array(z.string()).default([]).describe('HubSpot list ids; members of one of them enter. Empty: all.'),
  conditions: z.array(condition).default([]),
  optedOut: z.enum(['exclude', 'include']),
  salesforce: z
    .partialRecord(z.enum(SALESFORCE_FILTERED), z.array(condition))
    .default({})
    .describe('Which Salesforce records take part, by object; decides entry only.'),
})

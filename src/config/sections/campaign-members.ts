import * as z from 'zod'
import { condition } from '../field-maps.ts'

/** One HubSpot list whose members are the members of a Salesforce Campaign. */
export const campaignMembers = z.strictObject({
  list: z.string().describe('HubSpot list id.'),
  campaign: z.string().describe('Salesforce Campaign id, or its name.'),
  status: z.string().default('Sent'),
  statusWhen: z.array(z.strictObject({ when: z.array(condition).min(1), status: z.string() })).default([]),
  onLeave: z.union([z.enum(['keep', 'remove']), z.strictObject({ status: z.string() })]).default('keep'),
})

import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { leadDetail } from './lead-detail.ts'

export const explainLeadContract = connectionContract({
  name: 'explainLead',
  method: 'GET',
  path: '/leads/explain',
  access: 'read',
  tag: 'Leads',
  summary: 'The lead of a person by e-mail or id: when its clocks started, stood still, rang and stopped, and why',
  query: z.strictObject({
    who: z.string().trim().min(1).max(320).meta({ description: 'E-mail, HubSpot id or Salesforce id' }),
  }),
  reply: z.strictObject({
    leads: z
      .array(leadDetail)
      .max(20)
      .meta({ description: 'The newest lead of each person who fits; more than one where several share the address' }),
  }),
})

import type { FieldPairId } from '../config.ts'
import { campaignCampaign } from './campaign-campaign.ts'
import { companyAccount } from './company-account.ts'
import { contactContact } from './contact-contact.ts'
import { contactLead } from './contact-lead.ts'
import { dealOpportunity } from './deal-opportunity.ts'
import type { ObjectPair } from './pair.ts'
import { taskTask } from './task-task.ts'

/** Every object pair Tandem knows. A new pair: one file here, one line below, one row in each `connectors/<side>/objects.ts`. */
export const PAIRS = {
  'contact-lead': contactLead,
  'contact-contact': contactContact,
  'company-account': companyAccount,
  'deal-opportunity': dealOpportunity,
  'task-task': taskTask,
  'campaign-campaign': campaignCampaign,
} as const satisfies Record<FieldPairId, ObjectPair>

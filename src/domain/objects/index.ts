import type { FieldPairId } from '../config.ts'
import { contactContact } from './contact-contact.ts'
import { contactLead } from './contact-lead.ts'
import { dealOpportunity } from './deal-opportunity.ts'
import type { ObjectPair } from './pair.ts'

/** Every object pair Tandem knows. A new pair: one file here, one line below, one row in each `connectors/<side>/objects.ts`. */
export const PAIRS = {
  'contact-lead': contactLead,
  'contact-contact': contactContact,
  'deal-opportunity': dealOpportunity,
} as const satisfies Record<FieldPairId, ObjectPair>

import type { FieldPairId } from '#domain/config.ts'
import type { Direction, Rule } from '#domain/mapping/rules.ts'

/** What the parts of a mapping are called, and what they do, in a sentence each. */
export interface Words {
  readonly label: string
  readonly words: string
}

export const RULE_WORDS: Readonly<Record<Rule, Words>> = {
  'newest-wins': {
    label: 'Newest change wins',
    words: 'A change on either side goes to the other. If both changed, the later change stays.',
  },
  'hubspot-wins': {
    label: 'HubSpot wins',
    words: 'A change on either side goes to the other. If both changed, HubSpot’s value stays.',
  },
  'salesforce-wins': {
    label: 'Salesforce wins',
    words: 'A change on either side goes to the other. If both changed, Salesforce’s value stays.',
  },
  'hubspot-unless-blank': {
    label: 'HubSpot, unless blank',
    words: 'HubSpot’s value always stands. Only where it is blank, Salesforce’s value counts.',
  },
  'salesforce-unless-blank': {
    label: 'Salesforce, unless blank',
    words: 'Salesforce’s value always stands. Only where it is blank, HubSpot’s value counts.',
  },
  'fill-blank': {
    label: 'Fill in once',
    words: 'A blank is filled from the other side; what is there already is never changed.',
  },
  'most-advanced': {
    label: 'Furthest along wins',
    words: 'The value that stands later in your list wins, so nothing ever moves backwards.',
  },
  manual: {
    label: 'Ask a person',
    words: 'If both sides changed, nothing is written and the conflict waits on the Problems page.',
  },
  off: { label: 'Switched off', words: 'This pair of fields is left alone on both sides.' },
}

export const DIRECTION_WORDS: Readonly<Record<Direction, Words>> = {
  both: { label: 'Both ways', words: 'Changes travel in both directions.' },
  'to-salesforce': { label: 'To Salesforce only', words: 'Salesforce is written, HubSpot never is.' },
  'to-hubspot': { label: 'To HubSpot only', words: 'HubSpot is written, Salesforce never is.' },
}

export const PAIR_WORDS: Readonly<Record<FieldPairId, Words>> = {
  'contact-lead': {
    label: 'Contacts and Leads',
    words: 'People whom sales has not converted yet.',
  },
  'contact-contact': {
    label: 'Contacts and Contacts',
    words: 'People who are a Contact in Salesforce: converted leads and those who were there before.',
  },
  'company-account': { label: 'Companies and Accounts', words: 'The companies that people work for.' },
  'deal-opportunity': {
    label: 'Deals and Opportunities',
    words: 'Deals are made from opportunities; Salesforce says what became of them.',
  },
  'task-task': { label: 'Tasks', words: 'To-dos of people, kept the same on both sides.' },
  'campaign-campaign': { label: 'Campaigns', words: 'Campaigns that marketing plans and pays for in HubSpot.' },
}

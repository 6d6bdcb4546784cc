import type { ProblemClassView } from '#http/contract/problems.ts'

type RetriedBy = ProblemClassView['retriedBy']

/** What happens without anybody. */
export const RETRIED_BY_WORDS: Readonly<Record<RetriedBy, string>> = {
  change: 'Tried again by itself when your mapping, or the fields of either CRM, change.',
  hour: 'Goes on by itself after an hour of quiet.',
  nobody: 'Tried again only when the record changes, or when you say so.',
}

const SIDES = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const
export const sideName = (side: keyof typeof SIDES): string => SIDES[side]

/** "HubSpot contacts", "Salesforce campaign responses" */
export const placeName = (side: keyof typeof SIDES, object: string): string =>
  `${SIDES[side]} ${object.replace('.', ' ')}`

/** A value as people read it. */
export const shown = (value: string | null): string => (value === null || value === '' ? '(blank)' : value)

const PAIRS: Readonly<Record<string, string>> = {
  'contact-lead': 'Contact and lead',
  'contact-contact': 'Contacts',
  'company-account': 'Company and account',
  'task-task': 'Tasks',
}
export const pairName = (pair: string): string => PAIRS[pair] ?? pair

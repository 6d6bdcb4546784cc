/** What happens by itself with records of a class. */
export const RETRIED_BY = ['change', 'hour', 'nobody'] as const
export type RetriedBy = (typeof RETRIED_BY)[number]

/** A kind of problem in words for people. */
export interface ProblemClass {
  readonly title: string
  /** What it means, in a sentence or two. */
  readonly explanation: string
  /**
   * `change`: tried again when the mapping or the fields of either CRM change. `hour`: goes on by itself once things have been
   * quiet for an hour. `nobody`: only a person, or another change of the record, has it tried again.
   */
  readonly retriedBy: RetriedBy
  /** Where a person decides about single records; absent: nowhere but in the CRMs. */
  readonly decidedIn?: 'conflicts' | 'matches'
}

/** Codes of problems that only people or the records themselves can end; a mapping or a schema has no part in them. */
export const OF_THE_RECORD: ReadonlySet<string> = new Set([
  'SEVERAL_MATCHES',
  'ALREADY_LINKED',
  'DELETED_ON_ONE_SIDE',
  'TWO_BECAME_ONE',
  'DEAL_DELETED',
  'PRIVACY_DELETED',
  'DUPLICATES_DETECTED',
])

const CLASSES: Readonly<Record<string, ProblemClass>> = {
  CONFLICT: {
    title: 'Both sides changed',
    explanation:
      'Somebody changed the same field in HubSpot and in Salesforce, and your mapping leaves it to a person which value is right. All other fields of the record were kept in step.',
    retriedBy: 'change',
    decidedIn: 'conflicts',
  },
  FLIP_FLOP: {
    title: 'A value goes back and forth',
    explanation:
      'Two automations keep overwriting each other, one in HubSpot and one in Salesforce. Tandem stopped carrying the field to and fro; all other fields were kept in step.',
    retriedBy: 'hour',
    decidedIn: 'conflicts',
  },
  SUGGESTED_MATCH: {
    title: 'May be in Salesforce already',
    explanation:
      'Somebody in Salesforce looks like this contact, but not surely enough to join the two. Until it is decided, no lead is made.',
    retriedBy: 'change',
    decidedIn: 'matches',
  },
  POSSIBLE_DUPLICATE: {
    title: 'Made although there is a look-alike',
    explanation: 'A record was made, and one that looks like it was there before. Check whether the two are one.',
    retriedBy: 'change',
    decidedIn: 'matches',
  },
  SEVERAL_MATCHES: {
    title: 'Several records fit',
    explanation: 'More than one record in the other CRM has the same e-mail address or key, so none was chosen.',
    retriedBy: 'nobody',
    decidedIn: 'matches',
  },
  DUPLICATES_DETECTED: {
    title: 'Blocked by a duplicate rule',
    explanation: 'A duplicate rule of Salesforce did not let the record be made, because it looks like another one.',
    retriedBy: 'nobody',
    decidedIn: 'matches',
  },
  ALREADY_LINKED: {
    title: 'Belongs to somebody else',
    explanation: 'The record that fits is joined to another one already.',
    retriedBy: 'nobody',
  },
  TWO_BECAME_ONE: {
    title: 'Two became one',
    explanation: 'Two records were merged in one CRM, and their partners are still two in the other.',
    retriedBy: 'nobody',
  },
  DELETED_ON_ONE_SIDE: {
    title: 'Deleted on one side',
    explanation: 'The record was deleted in one CRM. Nothing was deleted in the other, and nothing is made anew.',
    retriedBy: 'nobody',
  },
  DEAL_DELETED: {
    title: 'The deal was deleted',
    explanation: 'The HubSpot deal of this opportunity was deleted. It is not made again.',
    retriedBy: 'nobody',
  },
  PRIVACY_DELETED: {
    title: 'Erased on request',
    explanation: 'The contact was deleted for privacy. Nothing of the person is kept, and nobody is made anew.',
    retriedBy: 'nobody',
  },
  UNCONVERTIBLE: {
    title: 'A value does not fit',
    explanation:
      'A value cannot be brought into the form that the other CRM asks for, such as a text into a date. All other fields were kept in step.',
    retriedBy: 'change',
  },
  VALUE_KEPT: {
    title: 'The old value stayed',
    explanation:
      'The CRM took the write without an error and kept the old value: a workflow, a trigger or a rule did it.',
    retriedBy: 'change',
  },
  STAGE_KEPT: {
    title: 'The lifecycle stage stayed',
    explanation: 'HubSpot took the write without an error and kept the old lifecycle stage.',
    retriedBy: 'change',
  },
  VALIDATION_RULE: {
    title: 'Stopped by a validation rule',
    explanation: 'A validation rule of Salesforce refuses the record. The rule’s own message says what it wants.',
    retriedBy: 'change',
  },
  REQUIRED_FIELD_MISSING: {
    title: 'A required field is empty',
    explanation: 'Salesforce wants a field to be filled that nothing is mapped to, or whose source is empty.',
    retriedBy: 'change',
  },
  VALUE_NOT_OFFERED: {
    title: 'Not on the list of choices',
    explanation: 'The value is none of those that the picklist of the other CRM offers.',
    retriedBy: 'change',
  },
  INVALID_OPTION: {
    title: 'Not on the list of choices',
    explanation: 'The value is none of those that the property of the other CRM offers.',
    retriedBy: 'change',
  },
  VALUE_TOO_LONG: {
    title: 'Too long',
    explanation: 'The value has more characters than the field of the other CRM takes.',
    retriedBy: 'change',
  },
  NO_OWNER: {
    title: 'Nobody can own it',
    explanation: 'No active Salesforce user could be found to give the record to, not even the fallback owner.',
    retriedBy: 'change',
  },
  LEFT_OUT: {
    title: 'Kept out by the selection',
    explanation: 'The record that fits in the other CRM is left out by your selection, so the two are not joined.',
    retriedBy: 'change',
  },
  FOREIGN_CURRENCY: {
    title: 'Another currency',
    explanation: 'The two sides count in different currencies. Sums are left out; everything else is kept in step.',
    retriedBy: 'change',
  },
  NO_PERMISSION: {
    title: 'Not allowed',
    explanation: 'The account that Tandem signs in with may not do this in the CRM.',
    retriedBy: 'change',
  },
  STORE_CONSTRAINT: {
    title: 'Two records for one',
    explanation: 'What is to be remembered of this record contradicts what is remembered of another one.',
    retriedBy: 'change',
  },
  UNEXPECTED: {
    title: 'Something unforeseen',
    explanation: 'Tandem could not work on this record, for a reason that it does not know.',
    retriedBy: 'change',
  },
}

/** "SOME_CODE" as "Some code". */
const spoken = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ').trim()
  return words === '' ? 'Unknown problem' : words[0]?.toUpperCase() + words.slice(1)
}

/** A class in plain words, also of a code that only the platform knows. */
export function problemClassOf(code: string): ProblemClass {
  return (
    CLASSES[code] ?? {
      title: spoken(code),
      explanation: 'The CRM refused the record. Its own words say why.',
      retriedBy: OF_THE_RECORD.has(code) ? 'nobody' : 'change',
    }
  )
}

import { DIRECTION_WORDS, RULE_WORDS } from '#http/contract/config-words.ts'
import { URGENCY_WORDS } from '../../words.ts'
import { deedWords, durationWords, KIND_WORDS } from '../handover/words.ts'
import { MODEL_WORDS } from '../sync-settings/model-words.ts'

type Labels = Readonly<Record<string, string>>

const labelsOf = (words: Readonly<Record<string, { readonly label: string }>>): Labels =>
  Object.fromEntries(Object.entries(words).map(([value, { label }]) => [value, label]))

const MODELS = labelsOf(MODEL_WORDS)

/** Choices of the pages by the part that holds them, in the words of the controls. */
const CHOICES: Readonly<Record<string, Labels>> = {
  rule: labelsOf(RULE_WORDS),
  direction: labelsOf(DIRECTION_WORDS),
  urgency: URGENCY_WORDS,
  models: MODELS,
  defaultModel: MODELS,
  kind: KIND_WORDS,
  unmapped: { keep: 'go over as they are', park: 'wait for a person' },
  optedOut: { exclude: 'Stays out', include: 'Enters like everybody else' },
  marketingContacts: { required: 'Only marketing contacts', any: 'All contacts' },
  suggestions: {
    off: 'Do not look for them',
    list: 'Make the record, and list the pair as a possible duplicate',
    hold: 'Hold the record until somebody decided',
  },
  create: {
    none: 'Nowhere: only records that exist on both sides are joined',
    'to-salesforce': 'In Salesforce, for what is in HubSpot',
    'to-hubspot': 'In HubSpot, for what is in Salesforce',
    both: 'On both sides',
  },
  deletes: { keep: 'The other record stays', delete: 'The other record is deleted too' },
  onLeave: {
    keep: 'stays a member as it is',
    remove: 'is taken out of the campaign',
  },
  by: {
    tandem: 'Tandem, by the steps below',
    salesforce: 'The active assignment rule of Salesforce',
    channel: 'Campaigns of the same channel',
    all: 'All campaigns',
  },
  whenNobody: { fallback: 'The fallback gets it at once', hold: 'It waits until a member can' },
  hours: { calendar: 'those of the calendar', owner: 'those of who has the lead' },
  start: { qualified: 'the person qualified in HubSpot', handed_over: 'the lead was given to sales' },
  appliesTo: {
    'new-clocks': 'clocks that run keep what they began with',
    'running-clocks': 'clocks that run take the new version',
  },
  sources: { import: 'Imported file', hubspot: 'HubSpot', salesforce: 'Salesforce' },
}

/** What a choice is called where it is made; another text stays as it is. */
export function choiceWords(part: string, value: string): string {
  const labels = Object.hasOwn(CHOICES, part) ? CHOICES[part] : undefined
  if (labels !== undefined && Object.hasOwn(labels, value)) return labels[value] ?? value
  if (part === 'do') return deedWords(value)
  return part === 'target' ? durationWords(value) : value
}

import { otherSide, type Side } from '#domain/ids.ts'
import type { KnownRecord, RecordField, Why } from '#http/contract/record.ts'
import type { STORY_KINDS } from '#http/contract/record-history.ts'
import type { KINDS, LINK_STATES } from '#http/contract/records.ts'
import type { ACTIONS, FieldChangeRow } from '#http/contract/record-changes.ts'
import type { Tone } from '../../components/status-badge.tsx'
import { CLOCK_STATE_WORDS } from '../../words.ts'

export const SIDE_NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

export const KIND_NAMES: Readonly<Record<(typeof KINDS)[number], { readonly one: string; readonly many: string }>> = {
  person: { one: 'Person', many: 'People' },
  company: { one: 'Company', many: 'Companies' },
  deal: { one: 'Deal', many: 'Deals' },
  task: { one: 'Task', many: 'Tasks' },
  campaign: { one: 'Campaign', many: 'Campaigns' },
}

export const STATE_WORDS: Readonly<
  Record<(typeof LINK_STATES)[number], { readonly name: string; readonly tone: Tone; readonly means: string }>
> = {
  active: { name: 'Linked', tone: 'plain', means: 'The two records are linked and kept in step.' },
  intended: { name: 'Being made', tone: 'warn', means: 'The record on the other side is being made.' },
  unlinked: { name: 'Unlinked', tone: 'quiet', means: 'The two are no longer kept in step, and nothing is made anew.' },
}

export const STORY_NAMES: Readonly<Record<(typeof STORY_KINDS)[number], string>> = {
  change: 'Changes',
  handover: 'Handovers',
  clock: 'Clocks',
  touch: 'Touches',
  opportunity: 'Opportunities',
  problem: 'Problems',
}

export const ACTION_NAMES: Readonly<Record<(typeof ACTIONS)[number], string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  link: 'linked',
  associate: 'associated',
  disassociate: 'disassociated',
  convert: 'converted',
  unlink: 'unlinked',
  erase: 'forgotten for good',
}

const ORIGINS: Readonly<Record<string, string>> = {
  'stored-id': 'an id that was stored already',
  email: 'the same e-mail address',
  name: 'a like name at the same company or phone',
  domain: 'the same domain',
  created: 'Tandem made one from the other',
  opportunity: 'Tandem made the deal from the opportunity',
  'duplicate-rule': 'Salesforce’s duplicate rule named a single one',
  review: 'a person said so',
}
export const originWords = (origin: string): string => ORIGINS[origin] ?? origin

export const RULE_NAMES: Readonly<Record<string, string>> = {
  'hubspot-wins': 'HubSpot wins',
  'salesforce-wins': 'Salesforce wins',
  'newest-wins': 'newest wins',
  'salesforce-unless-blank': 'Salesforce wins unless it is blank',
  'hubspot-unless-blank': 'HubSpot wins unless it is blank',
  'fill-blank': 'blanks are filled',
  'most-advanced': 'the most advanced wins',
  manual: 'a person decides',
  off: 'off',
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  both: 'both ways',
  'to-salesforce': 'to Salesforce only',
  'to-hubspot': 'to HubSpot only',
}
export const ruleWords = (rule: string, direction: string): string =>
  `${RULE_NAMES[rule] ?? rule}, ${DIRECTIONS[direction] ?? direction}`

const REASONS: Readonly<Record<string, string>> = {
  'changed-one-side': 'it had changed there alone',
  'first-link': 'the other side had no value when the two met',
  'fill-blank': 'the other side was blank',
  handoff: 'the lead was given to sales',
  outcome: 'sales decided so',
  sla: 'the follow-up clock says so',
  create: 'the record was made then',
  'write-back': 'marketing is told what became of it',
  'figure-changed': 'the figures of the campaign changed',
}

/** "newest wins", "it had changed there alone". Rules of Tandem that have no words of their own are told as they are called. */
export const reasonWords = (because: string): string => REASONS[because] ?? RULE_NAMES[because] ?? because

/** A value as it stands in a sentence. */
export const quoted = (value: string | null): string => (value === null || value === '' ? 'nothing' : `“${value}”`)

/** Whose value it is: "HubSpot" or "Tandem". What a mapped field was made with is the other side's. */
export function setterOf(
  {
    change: { winner, because },
    side,
    action,
  }: { readonly change: Pick<FieldChangeRow, 'winner' | 'because'> } & Pick<Why, 'side' | 'action'>,
  of: 'map' | 'tandem',
): string {
  // It may be neither side's: one that was typed in.
  if (because.startsWith('decided by ')) return 'a person'
  if (winner !== 'tandem') return SIDE_NAMES[winner]
  return of === 'map' && action === 'create' ? SIDE_NAMES[otherSide(side)] : 'Tandem'
}

const CLOCK_TONES: Readonly<Record<keyof typeof CLOCK_STATE_WORDS, Tone>> = {
  not_started: 'quiet',
  running: 'plain',
  paused: 'warn',
  met: 'good',
  breached: 'bad',
  breached_completed: 'bad',
  cancelled: 'quiet',
}
export const CLOCK_STATES: Readonly<Record<string, readonly [string, Tone]>> = Object.fromEntries(
  Object.entries(CLOCK_TONES).map(([state, tone]) => [
    state,
    [CLOCK_STATE_WORDS[state as keyof typeof CLOCK_STATE_WORDS], tone] as const,
  ]),
)

/** What comes after the moment: "newest wins, Salesforce had “12”". */
export function becauseWords({ change, side }: Pick<Why, 'change' | 'side'>): string {
  const reason = reasonWords(change.because)
  return change.lost === null ? reason : `${reason}, ${SIDE_NAMES[side]} had ${quoted(change.lost.value)}`
}

/** What a change did to the field that was written: "wrote it to Salesforce Phone, which had “12” before". */
export function writtenWords({
  change,
  side,
  object,
  action,
}: Pick<Why, 'change' | 'side' | 'object' | 'action'>): string {
  const where = `${SIDE_NAMES[side]} ${object}.${change.field}`
  if (action === 'create') return `Tandem made the ${SIDE_NAMES[side]} ${object} with it (${change.field}).`
  return `Written to ${where}: ${quoted(change.from)} became ${quoted(change.to)}.`
}

/** The name that people know a field by; its own name where the platform's label is not at hand. */
export const fieldName = ({ hubspot, salesforce, map }: RecordField): string => hubspot.label ?? salesforce.label ?? map

/** How a record stands: "in step" is said only of what agrees and has no problem. */
export function standingOf({ state, problems, fields }: Pick<KnownRecord, 'state' | 'problems' | 'fields'>): {
  readonly name: string
  readonly tone: Tone
} {
  const isInStep =
    state === 'active' &&
    problems.length === 0 &&
    fields.some(({ agrees }) => agrees === true) &&
    fields.every(({ agrees }) => agrees !== false)
  return isInStep ? { name: 'In step', tone: 'good' } : STATE_WORDS[state]
}

/** What brought a change about, unless the reason of its fields says so already. */
export function causeBeside(cause: string, changes: readonly Pick<FieldChangeRow, 'because'>[]): string {
  const plain = (text: string): string => text.replace(/^the /, '')
  return changes.some(({ because }) => plain(reasonWords(because)) === plain(cause)) ? '' : cause
}

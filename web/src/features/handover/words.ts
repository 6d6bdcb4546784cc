import { readable, urgencyWords, URGENCY_WORDS } from '../../words.ts'
export { URGENCY_WORDS }
import type { Behaviour, Clock, Condition, Deed, Fields, Moment, Policy, Target } from './written.ts'

export const URGENCIES = ['urgent', 'high', 'normal', 'low'] as const
export const urgencyOptions = URGENCIES.map((value) => ({ value, label: URGENCY_WORDS[value] }))

export const KIND_WORDS: Readonly<Record<string, string>> = {
  first_response: 'until somebody answers',
  accept_or_reject: 'until sales takes the lead or gives it back',
  qualification: 'until it is qualified, has an opportunity, or is given back',
}

const labelOf = (fields: Fields, property: string): string => fields.get(property)?.label ?? property

const valueLabel = (fields: Fields, property: string, value: string): string =>
  fields.get(property)?.options?.find((option) => option.value === value)?.label ?? value

const anyOf = (values: readonly string[]): string =>
  values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`

/** "Original source is Paid search or Paid social" */
function conditionWords(condition: Condition, fields: Fields): string {
  const { property } = condition
  const named = (values: readonly string[]): string => anyOf(values.map((value) => valueLabel(fields, property, value)))
  const parts = [
    ...(condition.in === undefined ? [] : [`is ${named(condition.in)}`]),
    ...(condition.notIn === undefined ? [] : [`is not ${named(condition.notIn)}`]),
    ...(condition.known === undefined ? [] : [condition.known ? 'is known' : 'is not known']),
    ...(condition.contains === undefined ? [] : [`contains “${condition.contains}”`]),
    ...(condition.atLeast === undefined ? [] : [`is at least ${condition.atLeast}`]),
    ...(condition.atMost === undefined ? [] : [`is at most ${condition.atMost}`]),
  ]
  return `${labelOf(fields, property)} ${parts.length === 0 ? 'is anything' : parts.join(' and ')}`
}

/** "Recent conversion date lies within the last 14 days" */
const behaviourWords = ({ property, withinDays }: Behaviour, fields: Fields): string =>
  `${labelOf(fields, property)} lies within the last ${days(withinDays)}`

export const days = (n: number): string => (n === 1 ? 'day' : `${n} days`)

export function criteriaWords(
  of: {
    readonly when?: readonly Condition[] | undefined
    readonly behaviour?: readonly Behaviour[] | undefined
    readonly score?: { readonly property: string; readonly atLeast: number } | null | undefined
  },
  fields: Fields,
): readonly string[] {
  const { score = null } = of
  return [
    ...(of.when ?? []).map((one) => conditionWords(one, fields)),
    ...(of.behaviour ?? []).map((one) => behaviourWords(one, fields)),
    ...(score === null ? [] : [`${labelOf(fields, score.property)} is at least ${score.atLeast}`]),
  ]
}

/** What people call it; one without a name has its id for one. */
export const nameOf = ({ id, name }: { readonly id: string; readonly name?: string | undefined }): string =>
  readable(name ?? id)

export const targetWords = (to: Target | undefined): string =>
  to === undefined ? 'nobody' : 'owner' in to ? to.owner : `the next of pool ${readable(to.pool)}`

const UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour' }

/** "30m" as "30 minutes". */
export function durationWords(text: string): string {
  const n = Number(text.slice(0, -1))
  const unit = UNITS[text.slice(-1)]
  if (unit === undefined || !Number.isFinite(n)) return text
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}

export function secondsWords(seconds: number): string {
  if (seconds % 3600 === 0 && seconds > 0) return durationWords(`${seconds / 3600}h`)
  return seconds % 60 === 0 ? durationWords(`${seconds / 60}m`) : durationWords(`${seconds}s`)
}

export function momentWords(at: Moment): string {
  if ('beforeDue' in at) return `${durationWords(at.beforeDue)} before it is due`
  if ('afterDue' in at)
    return /^0[smh]$/.test(at.afterDue) ? 'When it is due' : `${durationWords(at.afterDue)} after it was due`
  return at.fraction === 1 ? 'When it is due' : `At ${Math.round(at.fraction * 100)} % of the time`
}

const SIMPLE_DEEDS: Readonly<Record<string, string>> = {
  remind: 'remind the owner by e-mail',
  notify_manager: 'tell the owner’s manager by e-mail',
  reassign: 'give the lead to the next of its pool',
  escalate: 'give the lead to the owner’s manager',
}

export function deedWords(deed: Deed): string {
  if (typeof deed === 'string') return SIMPLE_DEEDS[deed] ?? deed
  if ('notify_channel' in deed) return `tell the channel ${deed.notify_channel}`
  if ('create_task' in deed)
    return `make a task for the ${deed.create_task.for ?? 'owner'}: “${deed.create_task.subject}”`
  if ('recycle' in deed) return `give it back to marketing: “${deed.recycle.reason}”`
  return `set ${deed.set_field.field} to “${deed.set_field.value}”`
}

export const clockName = ({ name }: Pick<Clock, 'name'>): string => name ?? 'first-response'

export function policyForWords({ when }: Policy): string {
  const parts = [
    ...(when?.urgency === undefined ? [] : [`urgency ${anyOf(when.urgency.map(urgencyWords))}`]),
    ...(when?.campaign === undefined ? [] : [`campaign ${anyOf(when.campaign)}`]),
    ...(when?.contract === undefined ? [] : [`contract ${anyOf(when.contract.map(readable))}`]),
  ]
  return parts.length === 0 ? 'every lead that comes this far' : `leads with ${parts.join(' and ')}`
}

/** "territory:emea > pool:emea" in words. */
export function ruleWords(rule: string): string {
  const [first = '', ...rest] = rule.split(' > ')
  const [kind, id] = splitOnce(first)
  const words = RULE_WORDS[kind]?.(id) ?? first
  return rest.length === 0 ? words : `${words}, then ${rest.map(ruleWords).join(', then ')}`
}

const splitOnce = (text: string): readonly [string, string] => {
  const at = text.indexOf(':')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

const RULE_WORDS: Readonly<Record<string, (id: string) => string>> = {
  'existing-owner': () => 'Existing owner',
  'same-person': () => 'Had this person before',
  'same-company': () => 'Has this company',
  'named-account': (id) => `Named account ${readable(id)}`,
  territory: (id) => `Territory ${readable(id)}`,
  segment: (id) => `Segment ${readable(id)}`,
  pool: (id) => `Pool ${readable(id)}`,
  fallback: () => 'Fallback',
  salesforce: () => 'Salesforce decides',
}

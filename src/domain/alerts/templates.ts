import { cut } from '../mapping/text.ts'
import { linkFor, oneLine, safeLink, valueFor } from './text.ts'
import type { Alert, AlertFacts, AlertKind, AlertsConfig, ChannelType } from './types.ts'

/** What a template may name. */
const PLACEHOLDERS = [
  'lead',
  'company',
  'reason',
  'deadline',
  'owner',
  'urgency',
  'campaign',
  'policy',
  'link',
] as const satisfies readonly (keyof AlertFacts)[]

/** Mail servers take longer ones; people do not read them. */
const SUBJECT_LENGTH = 150

/** What happened, in a few words. Not of one lead: `subject` stands alone. */
const HEADLINES: Readonly<Record<AlertKind, string>> = {
  'urgent-lead': 'Urgent lead',
  warning: 'Answer due soon',
  breach: 'Answer overdue',
  escalation: 'Escalated',
  unowned: 'Lead without an owner',
  rejected: 'Given back by sales',
  'sync-broken': 'The sync is broken',
  'sync-restored': 'The sync works again',
}

/** The same in a count: "3 overdue". */
const COUNTED: Readonly<Record<AlertKind, string>> = {
  'urgent-lead': 'urgent',
  warning: 'due soon',
  breach: 'overdue',
  escalation: 'escalated',
  unowned: 'without an owner',
  rejected: 'given back',
  'sync-broken': 'sync broken',
  'sync-restored': 'sync restored',
}

export const headlineOf = (kind: AlertKind): string => HEADLINES[kind]
export const countedAs = (kind: AlertKind): string => COUNTED[kind]

/** Whom it is about, as plain text; '' for alerts without a lead. */
const whoOf = ({ lead, company }: AlertFacts): string =>
  [oneLine(lead), company === '' ? '' : `(${oneLine(company)})`].filter((part) => part !== '').join(' ')

/** Plain text on one line: mail subjects, titles of cards. */
export function subjectOf(alert: Alert): string {
  const who = whoOf(alert.facts)
  return oneLine(`${HEADLINES[alert.kind]}${who === '' ? '' : `: ${who}`}`, SUBJECT_LENGTH)
}

/** The text of one alert for one type of channel, lines separated by "\n": the admin's template, else Tandem's own words. */
export function textOf(alert: Alert, type: ChannelType, templates: AlertsConfig['templates']): string {
  const template = templates[alert.kind]
  return template === undefined ? ownText(alert, type) : filled(template, alert.facts, type)
}

/** In one pass: a value that looks like a placeholder is not filled again. What the admin wrote himself goes out as it is. */
const filled = (template: string, facts: AlertFacts, type: ChannelType): string =>
  template
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\{(\w+)\}/g, (whole, name: string) => (isPlaceholder(name) ? shown(name, facts, type) : whole))

const isPlaceholder = (name: string): name is keyof AlertFacts => (PLACEHOLDERS as readonly string[]).includes(name)

const shown = (name: keyof AlertFacts, facts: AlertFacts, type: ChannelType): string =>
  name === 'link' ? linkFor(type, facts.link) : valueFor(type, facts[name])

/** Labels of the facts in the order in which they matter to whoever has to answer. */
const LABELS: readonly (readonly [keyof AlertFacts, string])[] = [
  ['reason', 'Why'],
  ['deadline', 'Answer by'],
  ['owner', 'Owner'],
  ['urgency', 'Urgency'],
  ['campaign', 'Campaign'],
  ['policy', 'Policy'],
]

/** Who, why, until when, whose; facts that are not known are left out. A card carries the link as a button. */
function ownText(alert: Alert, type: ChannelType): string {
  const link = type === 'teams' ? '' : linkFor(type, alert.facts.link)
  const facts = LABELS.filter(([name]) => alert.facts[name].trim() !== '')
  return [
    valueFor(type, subjectOf(alert)),
    ...facts.map(([name, label]) => `${label}: ${valueFor(type, alert.facts[name])}`),
    ...(link === '' ? [] : [`Open: ${link}`]),
  ].join('\n')
}

/** The record to open; null: there is none. */
export const linkOf = (alert: Alert): string | null => safeLink(alert.facts.link)

export interface TemplateProblem {
  readonly path: string
  readonly message: string
  readonly remedy: string
}

/** Placeholders that nothing fills, by the path of their template in the document. */
export function templateProblems(templates: AlertsConfig['templates']): readonly TemplateProblem[] {
  return Object.entries(templates).flatMap(([kind, template]) =>
    [...new Set([...template.matchAll(/\{([^{}\n]*)\}/g)].map(([, name = '']) => name))]
      .filter((name) => !isPlaceholder(name))
      .map((name) => ({
        path: `alerts.templates.${kind}`,
        message: `nothing fills {${cut(name, 40)}}`,
        remedy: `name one of: ${PLACEHOLDERS.map((known) => `{${known}}`).join(', ')}`,
      })),
  )
}

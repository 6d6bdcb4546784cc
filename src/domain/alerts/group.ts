import { URGENCIES } from '../handoff/config.ts'
import type { Instant } from '../instant.ts'
import { countedAs, headlineOf } from './templates.ts'
import { linkFor, oneLine, valueFor } from './text.ts'
import type { Alert, AlertsConfig, ChannelType } from './types.ts'

/** Alerts listed in one message; the others are counted. */
const LISTED = 15
/** Characters of the list: a section of a Slack message holds 3,000. */
const LIST_LENGTH = 2_600

/** A value in the list is shorter than in a message of its own. */
const LISTED_VALUE = 80

/** What becomes of alerts that wait for one channel. */
export interface Packing<T> {
  /** Each a message. */
  readonly messages: readonly (readonly T[])[]
  /** Collected until the next window, because this one is full. */
  readonly held: readonly T[]
  readonly heldUntil: Instant
}

/** Windows are those of the clock, so that all workers see the same ones. */
export const windowStart = (now: Instant, { windowSeconds }: AlertsConfig['grouping']): Instant =>
  Math.floor(now / (windowSeconds * 1000)) * windowSeconds * 1000

/**
 * Packs what waits for one channel. Up to `most` in a window go out one by one; more become one message. Once that many went out,
 * what comes is held until the next window and goes then, so that a channel gets at most `most` messages, and one with a list, in each.
 *
 * @param sent how many alerts went to this channel since the window began. @param largest alerts that one message may carry.
 */
export function packUp<T>(
  waiting: readonly T[],
  sent: number,
  grouping: AlertsConfig['grouping'],
  now: Instant,
  largest: number,
): Packing<T> {
  const heldUntil = windowStart(now, grouping) + grouping.windowSeconds * 1000
  if (waiting.length === 0) return { messages: [], held: [], heldUntil }
  if (sent >= grouping.most) return { messages: [], held: waiting, heldUntil }
  if (sent + waiting.length <= grouping.most) return { messages: waiting.map((one) => [one]), held: [], heldUntil }
  const count = Math.ceil(waiting.length / largest)
  const messages = Array.from({ length: count }, (_, i) => waiting.slice(i * largest, (i + 1) * largest))
  return { messages, held: [], heldUntil }
}

/** "12 alerts: 5 overdue, 7 due soon"; the most frequent first. */
export function groupSubject(alerts: readonly Alert[]): string {
  const kinds = [...Map.groupBy(alerts, ({ kind }) => kind)]
    .map(([kind, of]) => ({ words: countedAs(kind), count: of.length }))
    .toSorted((a, b) => b.count - a.count || (a.words < b.words ? -1 : 1))
  return `${alerts.length} alerts: ${kinds.map(({ words, count }) => `${count} ${words}`).join(', ')}`
}

/** Counts by kind, then the alerts: the most urgent first, of these the newest; cut with "and N more". */
export function groupText(alerts: readonly Alert[], type: ChannelType): string {
  const lines = alerts
    .toSorted(byUrgency)
    .slice(0, LISTED)
    .map((alert) => lineOf(alert, type))
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    length += line.length + 1
    if (length > LIST_LENGTH) break
    kept.push(line)
  }
  const more = alerts.length - kept.length
  return [groupSubject(alerts), ...kept, ...(more === 0 ? [] : [`and ${more} more`])].join('\n')
}

/** Alerts without a lead say that Tandem itself does not work: they go before leads. */
const rank = ({ linkId, facts }: Alert): number => {
  if (linkId === null) return -1
  const at = (URGENCIES as readonly string[]).indexOf(facts.urgency)
  return at === -1 ? URGENCIES.length : at
}

const byUrgency = (a: Alert, b: Alert): number => rank(a) - rank(b) || b.at - a.at || (a.id < b.id ? -1 : 1)

function lineOf({ kind, facts }: Alert, type: ChannelType): string {
  const value = (text: string): string => valueFor(type, oneLine(text, LISTED_VALUE))
  const parts = [
    facts.company === '' ? value(facts.lead) : `${value(facts.lead)} (${value(facts.company)})`,
    value(/^\d/.test(facts.deadline) ? `by ${facts.deadline}` : facts.reason),
    value(facts.owner),
    linkFor(type, facts.link),
  ].filter((part) => part.trim() !== '')
  return `- ${headlineOf(kind)}: ${parts.join(', ')}`
}

import { cut } from '../mapping/text.ts'
import type { ChannelType } from './types.ts'

/** Longest value in a message; a longer one ends in an ellipsis. */
const VALUE_LENGTH = 300

/** Controls, separators of lines, and marks that turn the direction of text: they would let a name pose as a line of Tandem's. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g

/** Text on one line, without controls, of at most so many UTF-16 units. */
export function oneLine(text: string, length: number = VALUE_LENGTH): string {
  const line = text.toWellFormed().replaceAll(CONTROLS, ' ').replaceAll(/ {2,}/g, ' ').trim()
  return line.length <= length ? line : `${cut(line, length - 1)}…`
}

/** What names everybody in Slack, and in servers that take the same webhooks. */
const MASS_MENTION = /@(?=(?:channel|here|everyone|all|group)\b)/gi
/** Joins words and shows nothing. */
const WORD_JOINER = '\u2060'

/** https://docs.slack.dev/messaging/formatting-message-text: these three, and no others, are entities. */
const SLACK_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

const slack = (text: string): string =>
  text.replaceAll(/[&<>]/g, (c) => SLACK_ENTITIES[c] ?? c).replaceAll(MASS_MENTION, (at) => at + WORD_JOINER)

/**
 * A value out of the CRM as text of a channel: it is shown and does nothing. Slack's controls become entities, and nobody is
 * mentioned. The others are sent as text without markup, so there is nothing to escape.
 */
export const valueFor = (type: ChannelType, value: string): string =>
  type === 'slack' ? slack(oneLine(value)) : oneLine(value)

/** The address, if people may open it: http or https, without blanks and without what would end it in a message; else null. */
export const safeLink = (link: string): string | null => (/^https?:\/\/[^\s<>|"'`\\^{}]+$/i.test(link) ? link : null)

/** An address as a channel shows it, so that it can be opened. @returns '' when it is none. */
export function linkFor(type: ChannelType, link: string): string {
  const address = safeLink(link)
  if (address === null) return ''
  return type === 'slack' ? `<${address.replaceAll('&', '&amp;')}>` : address
}

import type { LeadOutcomes } from '#http/contract/lead-actions.ts'
import type { LeadRow } from '#http/contract/leads.ts'
import type { BoardView } from '#http/contract/leads.ts'
import type { Tone } from '../../components/status-badge.tsx'
import { CLOCK_STATE_WORDS, LEAD_STATE_WORDS, urgencyWords } from '../../words.ts'
import { COUNTED_UP_TO } from '#http/contract/paging.ts'
import { countOf, formatCount } from '../../format/numbers.ts'

export const VIEW_WORDS: Readonly<Record<BoardView, string>> = {
  todo: 'To answer',
  'due-soon': 'Due within the hour',
  breached: 'Overdue',
  running: 'In time so far',
  answered: 'Answered',
  qualified: 'Qualified',
  rejected: 'Given back',
  returning: 'Coming back',
}

/** A view with how many are in it, as far as they were counted. */
export const viewWords = (view: BoardView, count: number | undefined): string =>
  count === undefined
    ? VIEW_WORDS[view]
    : `${VIEW_WORDS[view]} · ${formatCount(count)}${count >= COUNTED_UP_TO ? '+' : ''}`

/** "2 h 05 min" of working time. */
export function formatWorking(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return 'less than a minute'
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** Seconds of a median, from seconds to days. */
export function formatSpan(seconds: number | null): string {
  if (seconds === null) return 'n/a'
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 48 * 3600) return formatWorking(seconds)
  return `${(seconds / 86_400).toFixed(1)} days`
}

const URGENCY_TONES: Readonly<Record<string, Tone>> = { urgent: 'bad', high: 'warn', normal: 'plain', low: 'quiet' }
export const urgencyTone = (urgency: string): Tone => URGENCY_TONES[urgency] ?? 'plain'

/** What is the matter with a lead, in words and a tone. */
export function standingOf({ state, clock, inQueue }: LeadRow): { readonly tone: Tone; readonly words: string } {
  if (state === 'rejected' || state === 'withdrawn') return { tone: 'quiet', words: LEAD_STATE_WORDS[state] }
  if (state === 'qualified') return { tone: 'good', words: LEAD_STATE_WORDS[state] }
  if (clock?.state === 'met') return { tone: 'good', words: CLOCK_STATE_WORDS.met }
  if (clock?.state === 'breached_completed') return { tone: 'warn', words: CLOCK_STATE_WORDS.breached_completed }
  if (inQueue) return { tone: 'warn', words: 'Waits in a queue' }
  if (clock?.state === 'paused') return { tone: 'quiet', words: CLOCK_STATE_WORDS.paused }
  return { tone: 'plain', words: LEAD_STATE_WORDS[state] }
}

export const canAccept = ({ mine, state }: LeadRow): boolean => mine && state === 'open'
/** Whether it is the reader himself who is to answer. @param rep his Salesforce user. */
export const isOwn = ({ owner, inQueue }: Pick<LeadRow, 'owner' | 'inQueue'>, rep: string | null): boolean =>
  owner.id === rep && !inQueue
export const canReject = ({ mine, state }: LeadRow): boolean => mine && (state === 'open' || state === 'accepted')

export const nameOf = ({ name, email, company }: Pick<LeadRow, 'name' | 'email' | 'company'>): string =>
  name ?? email ?? company ?? 'Somebody without a name'

/** "3 leads accepted; 1 was so already." Null: nothing was done. */
export function doneWords({ outcomes }: LeadOutcomes, verb: string): string | null {
  const done = outcomes.filter(({ kind }) => kind === 'done').length
  const already = outcomes.filter(({ kind }) => kind === 'already').length
  if (done === 0 && already === 0) return null
  const parts = [
    done === 0 ? null : `${countOf(done, 'lead')} ${verb}`,
    already === 0 ? null : `${already} ${already === 1 ? 'was' : 'were'} so already`,
  ]
  const words = parts.filter((part) => part !== null).join('; ')
  return done === 0 ? `${words}.` : `${words}. Salesforce and HubSpot are told now.`
}

/** "High: Original source is Paid search". */
export function ruleOfUrgency({ urgency, urgencyRule }: Pick<LeadRow, 'urgency' | 'urgencyRule'>): string {
  const words = urgencyWords(urgency)
  return `${words}: ${urgencyRule.startsWith(`${urgency}: `) ? urgencyRule.slice(urgency.length + 2) : urgencyRule}`
}

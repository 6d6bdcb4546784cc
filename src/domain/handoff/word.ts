import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { formatInstant } from '../time.ts'
import type { FeedbackConfig } from './config.ts'
import { judgeFeedback } from './feedback.ts'
import type { Feedback, OpportunityFact } from './feedback.ts'
import type { Handoff } from './types.ts'

/** What somebody says of a lead on Tandem's pages, as he could by the record in Salesforce. */
export type Word = { readonly kind: 'accept' } | { readonly kind: 'reject'; readonly reason: string }

/** Why a lead stays as it is; the codes are stable. */
export const REFUSALS = [
  'NOT_FOUND',
  'NOT_YOURS',
  'NOT_A_REP',
  'EARLIER_CYCLE',
  'WITHDRAWN',
  'GIVEN_BACK',
  'QUALIFIED',
  'RECORD_GONE',
  'SAID_IN_SALESFORCE',
  'MOVED_IN_SALESFORCE',
  'STILL_REOPENING',
  'CANNOT_TAKE_IT',
  'NOBODY_CAN',
  'FAILED',
] as const
export type RefusalCode = (typeof REFUSALS)[number]

export interface Refusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  /** For people. */
  readonly message: string
  readonly remedy: string
}

export const refusal = (code: RefusalCode, message: string, remedy: string): Refusal => ({
  kind: 'refused',
  code,
  message,
  remedy,
})

/** What a word comes to: to be stored with `writes` for the record, nothing new, or not possible. */
export type WordVerdict =
  | { readonly kind: 'said'; readonly feedback: Exclude<Feedback, { readonly kind: 'none' }>; readonly writes: Values }
  | { readonly kind: 'already' }
  | Refusal

type HandoffSoFar = Pick<Handoff, 'state' | 'handedOverAt' | 'rejectedAt' | 'rejectReason'>

/**
 * Judges a word by the rules that hold for the same word in Salesforce ({@link ./feedback.ts}).
 *
 * @param object what the person is there. A Contact has no status: only the reason is written on it, and nothing of an acceptance.
 */
export function judgeWord(
  handoff: HandoffSoFar,
  object: 'Lead' | 'Contact',
  word: Word,
  config: FeedbackConfig,
  opportunities: readonly OpportunityFact[],
  now: Instant,
): WordVerdict {
  const { state } = handoff
  if (state === 'withdrawn')
    return refusal(
      'WITHDRAWN',
      'This person has left the loop: a record was deleted, or they opted out.',
      'Nothing is to be done.',
    )
  if (state === 'rejected') return alreadyGivenBack(handoff, word)
  if (word.kind === 'accept' && state === 'accepted') return { kind: 'already' }
  const heard = judgeFeedback(handoff, saidOnRecord(word, config, now), spoken(config), opportunities, now)
  const wanted = word.kind === 'accept' ? 'accepted' : 'rejected'
  if (heard.kind !== wanted)
    return refusal(
      'QUALIFIED',
      'Sales has qualified this lead already: there is an opportunity, or its status says so.',
      'Go on with the opportunity in Salesforce.',
    )
  return { kind: 'said', feedback: heard, writes: writesFor(object, word, config) }
}

function alreadyGivenBack({ rejectReason }: HandoffSoFar, word: Word): WordVerdict {
  if (word.kind === 'reject' && word.reason === rejectReason) return { kind: 'already' }
  return refusal(
    'GIVEN_BACK',
    `This lead was given back already, with the reason "${rejectReason ?? 'none'}".`,
    'It comes back by its return date, or when the person qualifies anew.',
  )
}

/** Stand-ins where no status is configured: the word itself is clear. */
const ACCEPTED = 'accepted in Tandem'
const REJECTED = 'given back in Tandem'

const spoken = (config: FeedbackConfig): FeedbackConfig => ({
  ...config,
  acceptedStatuses: [ACCEPTED],
  rejectedStatuses: [REJECTED],
})

const saidOnRecord = (word: Word, { reasonField }: FeedbackConfig, now: Instant): Values => ({
  LastModifiedDate: formatInstant(now),
  Status: word.kind === 'accept' ? ACCEPTED : REJECTED,
  ...(word.kind === 'accept' ? {} : { [reasonField]: word.reason }),
})

/** What is written on the record, so that it says the same as the word: the first configured status, and the reason. */
export function writesFor(object: 'Lead' | 'Contact', word: Word, config: FeedbackConfig): Values {
  const [status] = word.kind === 'accept' ? config.acceptedStatuses : config.rejectedStatuses
  return {
    ...(object === 'Lead' && status !== undefined ? { Status: status } : {}),
    ...(word.kind === 'accept' ? {} : { [config.reasonField]: word.reason }),
  }
}

/** What was to be written for a word that has been overtaken: sales said more in Salesforce before it was written. */
export const withoutAcceptance = (pending: Values, { acceptedStatuses }: FeedbackConfig): Values =>
  acceptedStatuses.includes(pending['Status'] ?? '')
    ? Object.fromEntries(Object.entries(pending).filter(([field]) => field !== 'Status'))
    : pending

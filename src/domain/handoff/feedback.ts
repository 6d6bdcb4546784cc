import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import { DAY_MS, parseInstant } from '../time.ts'
import type { FeedbackConfig } from './config.ts'
import type { Handoff } from './types.ts'

/** An Opportunity of the person. */
export interface OpportunityFact {
  readonly id: string
  readonly createdAt: Instant
}

/** What sales says that is new. `at` is when they said it, as far as the record tells. */
export type Feedback =
  | { readonly kind: 'none' }
  | { readonly kind: 'accepted' | 'qualified'; readonly at: Instant; readonly why: string }
  | {
      readonly kind: 'rejected'
      readonly at: Instant
      readonly why: string
      readonly reason: string
      /** The person may come back from then on; null: not by itself. */
      readonly returnAt: Instant | null
      /** Salesforce user who edited the record last; null: not known. It may be an automation. */
      readonly by: string | null
    }

type HandoffSoFar = Pick<Handoff, 'state' | 'handedOverAt' | 'rejectedAt' | 'rejectReason'>

const NONE: Feedback = { kind: 'none' }
const STAMP_MS = 1000

/**
 * What sales made of a handoff, by the Lead or Contact as it is now. First that applies: an Opportunity made since the handover means
 * qualified; a rejecting status; a reason in the reason field, unless the status means qualified; a qualified status; an accepting one.
 * Only what goes further than the recorded state is told: open, accepted, qualified, rejected. A qualified one is rejected by a status
 * or a reason only while it has no Opportunity. A rejected one stays rejected, whatever the record says afterwards: the person comes
 * back by a new cycle ({@link ./return.ts}). Only its reason may still be given or corrected. Nothing is heard of one that was withdrawn.
 *
 * The instant is LastModifiedDate where it was read, at the handover at the earliest and now at the latest; of an Opportunity its own.
 * A record that was last changed before the handover says nothing about it; Salesforce stamps whole seconds, so the second of the
 * handover is not before it.
 */
export function judgeFeedback(
  handoff: HandoffSoFar,
  record: Values,
  config: FeedbackConfig,
  opportunities: readonly OpportunityFact[],
  now: Instant,
): Feedback {
  const { state, handedOverAt } = handoff
  if (state === 'withdrawn') return NONE
  const modifiedAt = parseInstant(record['LastModifiedDate'] ?? '') ?? now
  const spoken = modifiedAt + STAMP_MS <= handedOverAt ? {} : record
  const at = Math.min(Math.max(modifiedAt, handedOverAt), now)
  if (state === 'rejected') return correctedReason(handoff, spoken, config)
  const opportunity = firstSince(opportunities, handedOverAt, now)
  if (opportunity !== null)
    return state === 'qualified'
      ? NONE
      : { kind: 'qualified', at: opportunity.createdAt, why: `opportunity ${opportunity.id}` }
  return bySaying(state, saying(spoken, config), { config, record: spoken, at })
}

/**
 * What a record says of the handoff as it is now, while values that reopen it are still to be written (or refused): a rejecting status
 * and a reason that they are to take away speak of the cycle before. Whatever else somebody set since counts; so does a rejecting
 * status where an acceptance of Tandem's pages is still to be written, which nobody can give while the record is to be reopened.
 * A reason that is still to be written is the one that was given last.
 */
export function withoutCycleBefore(record: Values, pending: Values, config: FeedbackConfig): Values {
  const { Status: reopened } = pending
  const rejects = (status: string | null | undefined): boolean => config.rejectedStatuses.includes(status ?? '')
  const accepts = config.acceptedStatuses.includes(reopened ?? '')
  const isLeftOver = reopened !== undefined && !rejects(reopened) && !accepts && rejects(record['Status'])
  const reason = pending[config.reasonField]
  return {
    ...record,
    ...(isLeftOver ? { Status: reopened } : {}),
    ...(reason === undefined ? {} : { [config.reasonField]: reason }),
  }
}

type Saying = { readonly means: 'accepted' | 'qualified' | 'rejected'; readonly why: string } | null

function saying(record: Values, config: FeedbackConfig): Saying {
  const status = record['Status'] ?? ''
  const reason = textOf(record, config.reasonField)
  const why = `Lead Status ${status}`
  if (config.rejectedStatuses.includes(status)) return { means: 'rejected', why }
  if (config.qualifiedStatuses.includes(status)) return { means: 'qualified', why }
  if (reason !== null) return { means: 'rejected', why: `${config.reasonField} is ${reason}` }
  return config.acceptedStatuses.includes(status) ? { means: 'accepted', why } : null
}

interface Heard {
  readonly config: FeedbackConfig
  readonly record: Values
  readonly at: Instant
}

function bySaying(state: Handoff['state'], said: Saying, { config, record, at }: Heard): Feedback {
  if (said === null) return NONE
  const { means, why } = said
  if (means === 'rejected') {
    const reason = textOf(record, config.reasonField) ?? config.defaultReason
    const by = record['LastModifiedById'] ?? null
    return { kind: 'rejected', at, why, reason, returnAt: returnAtOf(config, reason, at), by }
  }
  const isNews = state === 'open' || (state === 'accepted' && means === 'qualified')
  return isNews ? { kind: means, at, why } : NONE
}

/** A rep who rejects by the status often gives the reason a moment later; the rejection keeps its instant. */
function correctedReason(handoff: HandoffSoFar, record: Values, config: FeedbackConfig): Feedback {
  const reason = textOf(record, config.reasonField)
  const at = handoff.rejectedAt
  if (reason === null || at === null || reason === handoff.rejectReason) return NONE
  const why = `${config.reasonField} is ${reason}`
  const by = record['LastModifiedById'] ?? null
  return { kind: 'rejected', at, why, reason, returnAt: returnAtOf(config, reason, at), by }
}

/** When a person who was given back for this reason may come back; null: not by a date. */
export function returnAtOf(config: FeedbackConfig, reason: string, at: Instant): Instant | null {
  const byReason = Object.hasOwn(config.returnAfterDaysByReason, reason)
  const days = byReason ? (config.returnAfterDaysByReason[reason] ?? null) : config.returnAfterDays
  return days === null ? null : at + days * DAY_MS
}

function firstSince(all: readonly OpportunityFact[], since: Instant, now: Instant): OpportunityFact | null {
  const made = all.filter(({ createdAt }) => createdAt >= since && createdAt <= now)
  return made.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))[0] ?? null
}

function textOf(record: Values, field: string): string | null {
  const text = (record[field] ?? '').trim()
  return text === '' ? null : text
}

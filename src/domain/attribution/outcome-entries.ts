import type { Instant } from '../instant.ts'

/** `redated`: the close date of a won one was moved, so its money leaves the old date; a `won` of the new date follows. */
export const OUTCOME_KINDS = ['won', 'lost', 'amended', 'redated', 'reopened', 'refunded'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

/** A change of what became of an opportunity; never rewritten. */
export interface OutcomeEntry {
  /** 1, 2, ... in the order in which they happened. */
  readonly entry: number
  readonly kind: OutcomeKind
  /** To which the change is dated: the close of a won or lost one, else when Tandem saw it, or the refund's own date. */
  readonly at: Instant
  readonly recordedAt: Instant
  /** What it changed, and what all entries so far add up to; minor units of the connection's currency. */
  readonly amountMinor: bigint
  readonly totalMinor: bigint
  /** Of the opportunity at that time; null: it is open. */
  readonly closedAt: Instant | null
  readonly stage: string
}

/** An opportunity as it is now. */
export interface OutcomeNow {
  readonly isClosed: boolean
  readonly isWon: boolean
  /** Minor units; null: no amount, or none that is known. A won one counts as won all the same. */
  readonly amountMinor: bigint | null
  readonly closedAt: Instant | null
  readonly stage: string
  /** What was given back of it, >= 0, and when; null: nothing, or nobody says when. */
  readonly refundedMinor: bigint | null
  readonly refundedAt: Instant | null
}

type Standing = 'won' | 'lost' | 'open'

/** What follows from the entries so far. */
interface State {
  readonly standing: Standing
  readonly totalMinor: bigint
  /** Booked since it was last won, without refunds; and what was given back since. */
  readonly bookedMinor: bigint
  readonly refundedMinor: bigint
  /** Of the last win. */
  readonly closedAt: Instant | null
}

const UNTOUCHED: State = { standing: 'open', totalMinor: 0n, bookedMinor: 0n, refundedMinor: 0n, closedAt: null }

function after(state: State, { kind, amountMinor, totalMinor, closedAt }: OutcomeEntry): State {
  switch (kind) {
    case 'won':
      return { standing: 'won', totalMinor, bookedMinor: amountMinor, refundedMinor: 0n, closedAt }
    case 'amended':
      return { ...state, totalMinor, bookedMinor: state.bookedMinor + amountMinor }
    case 'refunded':
      return { ...state, totalMinor, refundedMinor: state.refundedMinor - amountMinor }
    case 'lost':
      return { ...UNTOUCHED, standing: 'lost', totalMinor }
    case 'redated':
    case 'reopened':
      return { ...UNTOUCHED, totalMinor }
  }
}

/**
 * What is new about an opportunity since its entries were written: won (dated its close), lost, amended (the difference, dated
 * when it was seen), refunded (negative; dated as Salesforce dates it, else when it was seen; a corrected refund gives the
 * difference), re-opened (takes back the running total, dated when it was seen), won again. A close date that is moved takes
 * the running total off the old date and books the amount on the new one.
 *
 * However often one looked, the entries add up to what the opportunity is worth now: its amount less refunds if it is won, else 0.
 * Refunds of an opportunity that is not won count for nothing.
 *
 * @param entries all that were written, in order. @param at when this is seen.
 * @returns entries to append; empty when there is no news.
 */
export function nextEntries(entries: readonly OutcomeEntry[], now: OutcomeNow, at: Instant): readonly OutcomeEntry[] {
  const added: OutcomeEntry[] = []
  let state = entries.reduce(after, UNTOUCHED)
  const add = (kind: OutcomeKind, dated: Instant, amountMinor: bigint): void => {
    const next: OutcomeEntry = {
      entry: entries.length + added.length + 1,
      kind,
      at: dated,
      recordedAt: at,
      amountMinor,
      totalMinor: state.totalMinor + amountMinor,
      closedAt: now.isClosed ? now.closedAt : null,
      stage: now.stage,
    }
    added.push(next)
    state = after(state, next)
  }

  const standing = standingOf(now)
  const closedAt = now.closedAt ?? at
  if (state.standing === 'won' && standing !== 'won') add('reopened', at, -state.totalMinor)
  if (state.standing === 'lost' && standing === 'open') add('reopened', at, 0n)
  if (state.standing === 'won' && now.closedAt !== null && state.closedAt !== null && state.closedAt !== now.closedAt)
    add('redated', state.closedAt, -state.totalMinor)
  if (standing === 'lost' && state.standing !== 'lost') add('lost', closedAt, 0n)
  if (standing !== 'won') return added

  const amountMinor = now.amountMinor ?? 0n
  if (state.standing !== 'won') add('won', closedAt, amountMinor)
  else if (state.bookedMinor !== amountMinor) add('amended', at, amountMinor - state.bookedMinor)
  const refundedMinor = now.refundedMinor ?? 0n
  if (state.refundedMinor !== refundedMinor) add('refunded', now.refundedAt ?? at, state.refundedMinor - refundedMinor)
  return added
}

const standingOf = ({ isClosed, isWon }: OutcomeNow): Standing => (isClosed ? (isWon ? 'won' : 'lost') : 'open')

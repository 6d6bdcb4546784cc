import type { Instant } from '../instant.ts'

/** `redated`: the close date of a won one was moved, so its money leaves the dates it stood on; a `won` of the new date follows. */
export const OUTCOME_KINDS = ['won', 'lost', 'amended', 'redated', 'reopened', 'refunded'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

/** A change of what became of an opportunity; never rewritten. */
export interface OutcomeEntry {
  /** 1, 2, ... in the order in which they happened. */
  readonly entry: number
  readonly kind: OutcomeKind
  /** To which the change is dated: the close of a won or lost one, the refund's own date, the date that is taken back, else when Tandem saw it. */
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

/** Why an amount may differ from the one before. `converted`: only what its currency is worth; in its own it is the same. */
export type AmountChange = 'amended' | 'converted'

type Standing = 'won' | 'lost' | 'open'
type ByDate = ReadonlyMap<Instant, bigint>

/** What follows from the entries so far. */
interface State {
  readonly standing: Standing
  readonly totalMinor: bigint
  /** What stands on which date of the last win, without refunds; and what was given back, <= 0. Dates of 0 are left out. */
  readonly booked: ByDate
  readonly refunded: ByDate
  /** Of the last win. */
  readonly closedAt: Instant | null
}

const NOTHING: ByDate = new Map()
const UNTOUCHED: State = { standing: 'open', totalMinor: 0n, booked: NOTHING, refunded: NOTHING, closedAt: null }

function after(state: State, { kind, at, amountMinor, totalMinor, closedAt }: OutcomeEntry): State {
  switch (kind) {
    case 'won':
      return { ...state, standing: 'won', totalMinor, booked: plus(NOTHING, at, amountMinor), closedAt }
    case 'amended':
      return { ...state, totalMinor, booked: plus(state.booked, at, amountMinor) }
    case 'refunded':
      return { ...state, totalMinor, refunded: plus(state.refunded, at, amountMinor) }
    case 'redated':
      return { ...state, standing: 'open', totalMinor, booked: plus(state.booked, at, amountMinor), closedAt: null }
    case 'lost':
      return { ...UNTOUCHED, standing: 'lost', totalMinor }
    case 'reopened':
      return { ...UNTOUCHED, totalMinor }
  }
}

function plus(sums: ByDate, at: Instant, amountMinor: bigint): ByDate {
  const sum = (sums.get(at) ?? 0n) + amountMinor
  const others = [...sums].filter(([date]) => date !== at)
  return new Map(sum === 0n ? others : [...others, [at, sum]])
}

const sumOf = (sums: ByDate): bigint => [...sums.values()].reduce((sum, amountMinor) => sum + amountMinor, 0n)

/**
 * What is new about an opportunity since its entries were written: won (dated its close), lost, amended (the difference, dated
 * when it was seen; the close where only the conversion differs), refunded (negative), re-opened (takes back what was booked,
 * dated when it was seen), won again. A close date that is moved takes what was booked off each date it stood on and books
 * the amount on the new one; refunds stay where they are.
 *
 * What was given back stands on the date that Salesforce gives, also where that came or was corrected later; without one a
 * difference is dated when it was seen. It counts only while the opportunity is won: re-opening takes refunds off their dates.
 *
 * However often one looked, the entries add up to what the opportunity is worth now: its amount less refunds if it is won, else 0.
 *
 * @param entries all that were written, in order. @param at when this is seen.
 * @param change why the amount differs, if it does.
 * @returns entries to append; empty when there is no news.
 */
export function nextEntries(
  entries: readonly OutcomeEntry[],
  now: OutcomeNow,
  at: Instant,
  change: AmountChange = 'amended',
): readonly OutcomeEntry[] {
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
  if (state.standing === 'won' && standing !== 'won') {
    for (const [date, amountMinor] of state.refunded) add('refunded', date, -amountMinor)
    add('reopened', at, -state.totalMinor)
  }
  if (state.standing === 'lost' && standing === 'open') add('reopened', at, 0n)
  if (standing === 'lost' && state.standing !== 'lost') add('lost', closedAt, 0n)
  if (standing !== 'won') return added

  for (const [date, amountMinor] of datesLeft(state, now)) add('redated', date, -amountMinor)
  const amountMinor = now.amountMinor ?? 0n
  const differenceMinor = amountMinor - sumOf(state.booked)
  if (state.standing !== 'won') add('won', closedAt, amountMinor)
  else if (differenceMinor !== 0n) add('amended', change === 'converted' ? (state.closedAt ?? at) : at, differenceMinor)
  const refundSeen = change === 'converted' ? ([...state.refunded.keys()].at(-1) ?? at) : at
  for (const [date, difference] of refundsMissing(state.refunded, now, refundSeen)) add('refunded', date, difference)
  return added
}

/** The dates of the last win on which something stands although its close date was moved; the old close also where it stood for 0. */
function datesLeft({ standing, booked, closedAt }: State, now: OutcomeNow): readonly (readonly [Instant, bigint])[] {
  if (standing !== 'won' || now.closedAt === null || closedAt === null || closedAt === now.closedAt) return []
  return [[closedAt, booked.get(closedAt) ?? 0n], ...[...booked].filter(([date]) => date !== closedAt)]
}

/** What has to be added on which date so that refunds stand as Salesforce has them. */
function refundsMissing(
  refunded: ByDate,
  { refundedMinor, refundedAt }: OutcomeNow,
  seenAt: Instant,
): readonly (readonly [Instant, bigint])[] {
  const wanted = -(refundedMinor ?? 0n)
  const target =
    refundedAt === null ? plus(refunded, seenAt, wanted - sumOf(refunded)) : plus(NOTHING, refundedAt, wanted)
  return [...new Set([...refunded.keys(), ...target.keys()])].flatMap((date) => {
    const difference = (target.get(date) ?? 0n) - (refunded.get(date) ?? 0n)
    return difference === 0n ? [] : [[date, difference] as const]
  })
}

const standingOf = ({ isClosed, isWon }: OutcomeNow): Standing => (isClosed ? (isWon ? 'won' : 'lost') : 'open')

import type { Instant } from '../instant.ts'
import type { Credit, DealCredit } from './index.ts'
import type { OutcomeEntry } from './outcome-entries.ts'
import type { Deal } from './touch.ts'

/** The facts from which weights follow; of a refund those of the opportunity that it refunds. */
export interface CreditedFacts extends Omit<Deal, 'amountMinor' | 'closedAt'> {
  /** null: it is open, and every touch so far counts. */
  readonly closedAt: Instant | null
  /** `own`: each win by the touches up to its own close. `original`: a refund, always by `closedAt`. */
  readonly weights: 'own' | 'original'
}

/** What one entry changed, by touch. Credits and `unattributedMinor` add up to its amount. */
export interface EntryCredit {
  readonly entry: number
  readonly datedAt: Instant
  readonly credits: readonly Credit[]
  readonly unattributedMinor: bigint
}

export interface CreditedEntries {
  /** How it stands now: the weights of every eligible touch, also of an open or lost one, and the sum of the entries. */
  readonly standing: DealCredit
  /** To which date the standing belongs; null: there is no entry yet, or `dated` says it. */
  readonly datedAt: Instant | null
  /** The dated changes where there is more than one entry; their sums by touch are the standing. Touches of 0 are left out. */
  readonly dated: readonly EntryCredit[]
}

/**
 * Who earned what, and when, of everything that became of an opportunity. A win is split by the touches up to its close. An
 * amendment or a refund is the split of the new total less the split of the old one, by the weights of that win, so that nothing
 * is left over when all is given back; re-opening takes back exactly what was credited. Where a close date was moved, refunds go
 * by the weights of the new close, also those that were written before.
 *
 * @param entries all of it, in order. @param split one model with its options.
 */
export function creditEntries(
  facts: CreditedFacts,
  entries: readonly OutcomeEntry[],
  split: (deal: Deal) => DealCredit,
): CreditedEntries {
  const asOf = (closedAt: Instant | null, amountMinor: bigint): DealCredit =>
    split({ ...facts, amountMinor, closedAt: closedAt ?? latestOf(facts) })
  const last = entries.at(-1)
  const standing = asOf(facts.closedAt, last?.totalMinor ?? 0n)
  if (entries.length <= 1) return { standing, datedAt: last?.at ?? null, dated: [] }
  const closes = facts.weights === 'own' ? closesOf(entries) : []
  const dated: EntryCredit[] = []
  // By the close whose weights they go by; all but that of the last win come to 0 in the end.
  const running = new Map<Instant | null, bigint>()
  for (const [i, { entry, at, amountMinor }] of entries.entries()) {
    const closedAt = closes[i] ?? facts.closedAt
    const totalMinor = running.get(closedAt) ?? 0n
    const before = asOf(closedAt, totalMinor)
    const after = asOf(closedAt, totalMinor + amountMinor)
    dated.push({ entry, datedAt: at, ...differenceOf(before, after) })
    running.set(closedAt, totalMinor + amountMinor)
  }
  return { standing, datedAt: null, dated }
}

/**
 * By which close each entry is weighed; null: there is no win to which it belongs. Money by that of its own win; a refund by
 * that of the last win before the opportunity was re-opened, for that is the close of the sale as Salesforce has it.
 */
function closesOf(entries: readonly OutcomeEntry[]): readonly (Instant | null)[] {
  return entries.map(({ kind }, i) => {
    const reopened = entries.findIndex((later, j) => j > i && later.kind === 'reopened')
    const until = kind !== 'refunded' ? i : reopened === -1 ? entries.length : reopened
    const win = entries.slice(0, until + 1).findLast((one) => one.kind === 'won')
    return win === undefined ? null : (win.closedAt ?? win.at)
  })
}

/** Both are of the same touches, in the same order. */
function differenceOf(before: DealCredit, after: DealCredit): Pick<EntryCredit, 'credits' | 'unattributedMinor'> {
  const was = new Map(before.credits.map(({ touchId, amountMinor }) => [touchId, amountMinor]))
  return {
    credits: after.credits
      .map((credit) => ({ ...credit, amountMinor: credit.amountMinor - (was.get(credit.touchId) ?? 0n) }))
      .filter(({ amountMinor }) => amountMinor !== 0n),
    unattributedMinor: after.unattributedMinor - before.unattributedMinor,
  }
}

/** Of an open one every touch so far counts. */
const latestOf = ({ createdAt, touches }: CreditedFacts): Instant =>
  touches.reduce((latest, { at }) => Math.max(latest, at), createdAt)

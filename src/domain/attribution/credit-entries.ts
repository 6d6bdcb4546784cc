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
 * is left over when all is given back; re-opening takes back exactly what was credited.
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
  const dated: EntryCredit[] = []
  let running = { closedAt: facts.closedAt, totalMinor: 0n }
  for (const { entry, kind, at, totalMinor, closedAt } of entries) {
    if (kind === 'won' && facts.weights === 'own') running = { ...running, closedAt: closedAt ?? at }
    const before = asOf(running.closedAt, running.totalMinor)
    const after = asOf(running.closedAt, totalMinor)
    dated.push({ entry, datedAt: at, ...differenceOf(before, after) })
    running = { ...running, totalMinor }
  }
  return { standing, datedAt: null, dated }
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

import type { AmountChange, OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import { nextEntries } from '#domain/attribution/outcome-entries.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** An opportunity as it was remembered and as it was seen now. */
interface Look {
  /** Null: it was not known. */
  readonly before: StoredOpportunity | null
  readonly now: StoredOpportunity
}

/** Writes down what is new about the outcome of each, in the transaction that saves them; nothing where nothing is. */
export async function rememberOutcomes(
  scope: Pick<Scope, 'connection' | 'clock'>,
  tx: Store,
  looks: readonly Look[],
): Promise<void> {
  const { id } = scope.connection
  const written = await tx.outcomes.byOpportunities(
    id,
    looks.map(({ now }) => now.id),
  )
  const added = looks.flatMap((look): readonly (readonly [string, readonly OutcomeEntry[]])[] => {
    const { now } = look
    const entries = nextEntries(written.get(now.id) ?? [], now, scope.clock.now(), amountChange(look))
    return entries.length === 0 ? [] : [[now.id, entries]]
  })
  if (added.length > 0) await tx.outcomes.append(id, new Map(added))
}

/** Sales left the amount as it is, and Tandem counts another: a rate came or was corrected. */
const amountChange = ({ before, now }: Look): AmountChange =>
  before !== null &&
  before.amountMinor !== now.amountMinor &&
  before.originalAmountMinor === now.originalAmountMinor &&
  before.originalCurrency === now.originalCurrency
    ? 'converted'
    : 'amended'

import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { verdictOf } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { connectorOf, journalRow } from './unit.ts'
import type { PlainStory, UnitResult } from './unit.ts'

export interface Associated {
  readonly journal: readonly JournalRow[]
  /** What came to grief, by link. */
  readonly failed: ReadonlyMap<string, Verdict>
}

/** Joins what was made or linked just now with the records it belongs to. Joining twice changes nothing. */
export async function associateUnits(
  scope: Scope,
  story: PlainStory,
  results: readonly UnitResult[],
): Promise<Associated> {
  const able = results.filter(
    ({ link, verdict }) => link.state === 'active' && verdict.kind !== 'retry' && verdict.kind !== 'wait',
  )
  const wanted = able.length === 0 ? [] : await story.associates(scope, able)
  const journal: JournalRow[] = []
  const failed = new Map<string, Verdict>()
  for (const side of ['salesforce', 'hubspot'] as const) {
    const mine = wanted.filter((one) => one.side === side)
    if (mine.length === 0) continue
    const operations = mine.map(({ operation }, i): WriteOperation => ({ ...operation, traceId: String(i) }))
    const outcomes = await connectorOf(scope, side).write(operations)
    mine.forEach(({ link, operation }, i) => {
      const result = able.find((one) => one.link.id === link)
      const outcome: ItemOutcome | undefined = outcomes[i]
      if (result === undefined || outcome === undefined) return
      if (!outcome.ok) failed.set(link, verdictOf(outcome.error, result.unit.rows, link))
      else if (outcome.effect !== 'unchanged')
        journal.push(
          journalRow(scope, result.unit, {
            linkId: link,
            side,
            object: operation.from.object,
            recordId: operation.from.id,
            action: 'associate',
            changes: [
              {
                field: operation.to.object,
                from: null,
                to: operation.to.id,
                rule: 'link',
                because: 'linked',
                winner: 'tandem',
              },
            ],
          }),
        )
    })
  }
  return { journal, failed }
}

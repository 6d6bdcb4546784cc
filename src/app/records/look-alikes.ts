import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { DuplicateReport } from '#ports/connector/writes.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { Scope } from '../scope.ts'
import type { Verdict } from '../settle-outcomes.ts'
import { accountOf } from './unit.ts'
import type { UnitResult } from './unit.ts'

/**
 * Pairs of which Tandem made one side although the other CRM has records of the same name: listed for a person, and again with
 * every look, until the duplicates are merged or told apart.
 * @returns by link.
 */
export async function lookAlikes(
  scope: Scope,
  pair: PlainPair,
  results: readonly UnitResult[],
): Promise<ReadonlyMap<string, Verdict>> {
  if (scope.config.matching.suggestions !== 'list') return new Map()
  const verdicts = new Map<string, Verdict>()
  for (const side of ['hubspot', 'salesforce'] as const) {
    const began = results.flatMap((result) => {
      const record = result[side]?.record
      const { origin, key, state } = result.link
      const mine = origin === 'created' && state === 'active' && key.startsWith(`${accountOf(scope, side)}:`)
      return record === undefined || !mine ? [] : [{ result, keys: pair.keysOf[side](record.values).weak }]
    })
    const found = await scope.store.matchKeys.find(
      scope.connection.id,
      pair.kind,
      otherSide(side),
      began.flatMap(({ keys }) => keys),
    )
    for (const { result, keys } of began) {
      const partner = result[otherSide(side)]?.record.id
      const ids = keys.flatMap((key) => found.get(key) ?? []).filter((id) => id !== partner)
      if (ids.length > 0) verdicts.set(result.link.id, possibleDuplicate(pair, side, ids, 'made'))
    }
  }
  return verdicts
}

/** A duplicate rule warned, and the record was made all the same. */
export const madeAllTheSame = (pair: PlainPair, { rule, matches }: DuplicateReport): Verdict => ({
  kind: 'park',
  code: 'POSSIBLE_DUPLICATE',
  message: `the duplicate rule ${rule} of Salesforce warned of ${matches.map(({ object, id }) => `${object} ${id}`).join(', ')}; the ${pair.named.salesforce} was made all the same`,
  remedy: 'If it is a duplicate, merge the two in Salesforce. If not, there is nothing to do.',
  linkId: null,
})

export const nameOfSide = (side: Side): string => (side === 'hubspot' ? 'HubSpot' : 'Salesforce')

/** @param side where the record began that is like `ids` on the other side. */
export function possibleDuplicate(
  pair: PlainPair,
  side: Side,
  ids: readonly string[],
  state: 'made' | 'held',
): Extract<Verdict, { kind: 'park' }> {
  const there = nameOfSide(otherSide(side))
  const same = `If it is the same ${pair.named[side]}`
  return {
    kind: 'park',
    code: 'POSSIBLE_DUPLICATE',
    message: `${there} has ${ids.length === 1 ? 'a record' : 'records'} of the same name (${ids.join(', ')}); a name alone links nothing`,
    remedy:
      state === 'held'
        ? `${same}, give both the same domain and retry. If it is another one, retry: it is made then.`
        : `${same}, merge the two in ${there}. If not, there is nothing to do.`,
    linkId: null,
  }
}

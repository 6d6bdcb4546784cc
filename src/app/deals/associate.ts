import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { verdictOf } from '../settle-outcomes.ts'
import type { DealResult } from './unit.ts'
import { dealJournal } from './unit.ts'

interface Missing {
  readonly result: DealResult
  readonly person: Link
}

/** People of an opportunity that are not yet known to be on its deal. */
export const notOnDeal = ({ deal, link }: DealResult): readonly Link[] => {
  const known = new Set(deal.before !== null && deal.before.linkId === link?.id ? deal.before.people : [])
  return deal.people.filter((person) => !known.has(person.id) && person.hubspotId !== null)
}

/** People that are new on a deal are associated with it; HubSpot then moves their lifecycle stage by itself. */
export async function associatePeople(scope: Scope, results: readonly DealResult[]): Promise<readonly DealResult[]> {
  return takeOff(scope, await putOn(scope, results))
}

async function putOn(scope: Scope, results: readonly DealResult[]): Promise<readonly DealResult[]> {
  const missing = results
    .filter((result) => result.mirror === 'kept' && result.verdict.kind === 'done')
    .flatMap((result) => notOnDeal(result).map((person): Missing => ({ result, person })))
  const operations = missing.map(({ result, person }, i): WriteOperation => ({
    kind: 'associate',
    traceId: String(i),
    from: { object: 'deals', id: result.link?.hubspotId ?? '' },
    to: { object: 'contacts', id: person.hubspotId ?? '' },
    primary: 'plain',
  }))
  const outcomes = operations.length === 0 ? [] : await scope.hubspot.write(operations)
  return results.map((result) => {
    const mine = missing.flatMap((m, i) => (m.result === result ? [{ person: m.person, outcome: outcomes[i] }] : []))
    return withAssociations(scope, result, mine)
  })
}

function withAssociations(
  scope: Scope,
  result: DealResult,
  mine: readonly { readonly person: Link; readonly outcome: ItemOutcome | undefined }[],
): DealResult {
  const failed = mine.map((m) => m.outcome).find((outcome) => outcome?.ok === false)
  if (failed?.ok === false)
    return { ...result, verdict: verdictOf(failed.error, result.deal.rows, result.link?.id ?? null) }
  const { contactSource } = result.deal
  const rows = mine.map(({ person }): JournalRow =>
    dealJournal(scope, result, {
      action: 'associate',
      recordId: result.link?.hubspotId ?? '',
      changes: [
        {
          field: 'contacts',
          from: null,
          to: person.hubspotId,
          rule: contactSource,
          because: contactSource,
          winner: 'salesforce',
        },
      ],
    }),
  )
  return { ...result, journal: [...result.journal, ...rows] }
}

interface Surplus {
  readonly result: DealResult
  readonly person: Link
}

/**
 * Whoever is no longer behind the opportunity (a contact role was removed) comes off the deal, if Tandem had put them there.
 * People who were taken apart or merged keep what HubSpot made of their associations.
 */
async function takeOff(scope: Scope, results: readonly DealResult[]): Promise<readonly DealResult[]> {
  const leaving = results.flatMap((result) => noLongerBehind(result).map((id) => ({ result, id })))
  if (leaving.length === 0) return results
  const links = await scope.store.links.byIds(
    scope.connection.id,
    leaving.map(({ id }) => id),
  )
  const surplus = leaving.flatMap(({ result, id }): Surplus[] => {
    const person = links.get(id)
    return person?.state === 'active' && person.hubspotId !== null ? [{ result, person }] : []
  })
  const operations = surplus.map(({ result, person }, i): WriteOperation => ({
    kind: 'disassociate',
    traceId: String(i),
    from: { object: 'deals', id: result.link?.hubspotId ?? '' },
    to: { object: 'contacts', id: person.hubspotId ?? '' },
  }))
  const outcomes = operations.length === 0 ? [] : await scope.hubspot.write(operations)
  return results.map((result) => {
    const mine = surplus.flatMap((s, i) => (s.result === result ? [{ person: s.person, outcome: outcomes[i] }] : []))
    return mine.length === 0 ? result : without(scope, result, mine)
  })
}

const noLongerBehind = ({ deal, link, mirror, verdict }: DealResult): readonly LinkId[] => {
  if (mirror !== 'kept' || verdict.kind !== 'done' || deal.before === null || deal.before.linkId !== link?.id) return []
  const now = new Set(deal.people.map((person) => person.id))
  return deal.before.people.filter((id) => !now.has(id))
}

/** Those who could not be taken off stay remembered as being on the deal, so that it is tried again. */
function without(
  scope: Scope,
  result: DealResult,
  mine: readonly { readonly person: Link; readonly outcome: ItemOutcome | undefined }[],
): DealResult {
  const left = mine.filter(({ outcome }) => outcome?.ok === true)
  const failed = mine.find(({ outcome }) => outcome?.ok === false)?.outcome
  const rows = left.map(({ person }) =>
    dealJournal(scope, result, {
      action: 'disassociate',
      recordId: result.link?.hubspotId ?? '',
      changes: [
        {
          field: 'contacts',
          from: person.hubspotId,
          to: null,
          rule: result.deal.contactSource,
          because: 'no longer behind the opportunity',
          winner: 'salesforce',
        },
      ],
    }),
  )
  return {
    ...result,
    journal: [...result.journal, ...rows],
    stillOn: mine.filter(({ outcome }) => outcome?.ok !== true).map(({ person }) => person.id),
    verdict: failed?.ok === false ? verdictOf(failed.error, result.deal.rows, result.link?.id ?? null) : result.verdict,
  }
}

import type { Link } from '#domain/identity/link.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { reviveLeads } from '../handoff/revive-leads.ts'
import type { Scope } from '../scope.ts'
import { withLeadsNow } from './leads-now.ts'
import type { Person } from './unit.ts'

/**
 * Joins people again whose two records are both there: those whose record goes on as another one since a merge in Salesforce, and
 * those who had been taken apart because one side was deleted and who have it back. Ids left behind stay known as aliases.
 */
export async function rejoin(scope: Scope, people: readonly Person[]): Promise<readonly Person[]> {
  const able = people.filter(isApart)
  if (able.length === 0) return people
  const { store, connection } = scope
  const owners = await store.links.bySalesforceIds(
    connection.id,
    'person',
    able.flatMap(({ link }) => link?.salesforceId ?? []),
  )
  const isTaken = ({ link }: Person): boolean => {
    const owner = owners.get(link?.salesforceId ?? '')
    return owner !== undefined && owner.id !== link?.id && owner.state !== 'unlinked'
  }
  const joined = new Map(
    able.flatMap((person) =>
      person.link === null || isTaken(person) ? [] : [[person, { ...person.link, state: 'active' as const }] as const],
    ),
  )
  const back = [...joined].flatMap(([{ link: before }, { id }]) => (before?.state === 'unlinked' ? [id] : []))
  await store.transaction(async (tx) => {
    await tx.links.save(connection.id, [...joined.values()])
    await reviveLeads(scope, tx, back)
    await tx.journal.append(
      connection.id,
      [...joined].map(([person, link]) => joinedRow(scope, person, link)),
    )
  })
  return withLeadsNow(
    scope,
    people.map((person) => ({ ...person, link: joined.get(person) ?? person.link })),
    back,
  )
}

const isApart = ({ link, contact, record, mergedFrom }: Person): boolean =>
  contact !== null && record !== null && (mergedFrom !== null || link?.state === 'unlinked')

function joinedRow(scope: Scope, { mergedFrom }: Person, link: Link): JournalRow {
  const cause = mergedFrom === null ? 'restored' : 'merged in Salesforce'
  const change = { field: 'Id', from: mergedFrom, to: link.salesforceId, rule: 'merge', because: cause }
  return {
    at: scope.clock.now(),
    linkId: link.id,
    side: 'salesforce',
    object: link.salesforceObject ?? 'Lead',
    recordId: link.salesforceId ?? '',
    action: 'link',
    changes: mergedFrom === null ? [] : [{ ...change, winner: 'salesforce' }],
    configVersion: scope.configVersion,
    cause,
  }
}

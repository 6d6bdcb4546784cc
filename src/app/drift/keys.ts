import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { isYoung } from './findings.ts'
import type { Findings } from './findings.ts'

const PEOPLE = ['Lead', 'Contact'] as const
const PREFIX = { Lead: '00Q', Contact: '003' } as const

/** Records that say they are joined, and are not: the newest of each. @returns how many. */
export async function findStrayKeys(scope: Scope, newest: number, findings: Findings): Promise<number> {
  const strays = await Promise.all([
    ...PEOPLE.map((object) => unknownKeys(scope, { side: 'salesforce', object }, newest, findings)),
    goneIds(scope, newest, findings),
  ])
  return strays.reduce((sum, count) => sum + count, 0)
}

async function unknownKeys(scope: Scope, stream: Stream, newest: number, findings: Findings): Promise<number> {
  const field = 'Tandem_Key__c'
  const { object } = stream
  const { records } = await scope.salesforce.sample({
    object,
    conditions: [{ field, known: true }],
    fields: [field],
    limit: newest,
  })
  const ids = records.map(({ id }) => id)
  const links = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', ids)
  // The contact of a converted lead takes over nothing of its key; one made by a merge may bear the loser's.
  const stray = records.filter(({ id, modifiedAt }) => !links.has(id) && !isYoung(scope, modifiedAt))
  for (const record of stray) {
    const key = record.values[field] ?? ''
    if (key.startsWith(`${scope.connection.portalId}:`)) {
      const contactId = key.slice(key.indexOf(':') + 1)
      const detail = `bears the key ${key}, and no link knows it; its contact is looked at now`
      findings.wonder(stream, record.id, { reason: 'unknown-key', detail, contactId })
    } else findings.explain(stream, record.id, 'foreign-key', `bears the key ${key} of another portal`)
  }
  return stray.length
}

async function goneIds(scope: Scope, newest: number, findings: Findings): Promise<number> {
  const field = 'tandem_salesforce_id'
  const { records } = await scope.hubspot.sample({
    object: CONTACTS.object,
    conditions: [{ field, known: true }],
    fields: [field],
    limit: newest,
  })
  const ids = records.map(({ id }) => id)
  const { store, connection } = scope
  const links = await store.links.byHubspotIds(connection.id, 'person', ids)
  const states = await store.drifts.states(connection.id, CONTACTS, ids)
  // Who was taken apart keeps the id, so that a restored record is found.
  const looked = records.filter(
    ({ id, modifiedAt }) => links.get(id)?.state !== 'unlinked' && !isYoung(scope, modifiedAt),
  )
  const there = await existing(
    scope,
    looked.flatMap(({ values }) => values[field] ?? []),
  )
  const odd = looked.filter(
    ({ id, values }) => links.get(id)?.salesforceId !== values[field] || !there.has(values[field] ?? ''),
  )
  for (const { id, values } of odd) {
    const named = values[field] ?? ''
    const isThere = there.has(named)
    const reason = isThere ? 'other-record' : 'gone-id'
    const detail = isThere
      ? `names ${named}, which is not the record it is joined to`
      : `names ${named}, which is not in Salesforce any more`
    if (states.has(id)) findings.explain(CONTACTS, id, reason, `${detail}; waits in the inbox or is parked`)
    else findings.wonder(CONTACTS, id, { reason, detail, contactId: id })
  }
  return odd.length
}

async function existing(scope: Scope, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const read = await Promise.all(
    PEOPLE.map((object): Promise<readonly RemoteRecord[]> => {
      const of = ids.filter((id) => id.startsWith(PREFIX[object]))
      return of.length === 0 ? Promise.resolve([]) : scope.salesforce.read({ object, ids: of, fields: [] })
    }),
  )
  return new Set(read.flat().map(({ id }) => id))
}

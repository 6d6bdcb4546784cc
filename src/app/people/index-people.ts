import { keptKeys } from '#domain/identity/blocking.ts'
import { personFacts } from '#domain/identity/person-facts.ts'
import type { ChangesPage } from '#ports/connector/changes.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { awakenAlike } from './alike-later.ts'

const OBJECTS = ['Lead', 'Contact'] as const
type PersonObject = (typeof OBJECTS)[number]
const isPerson = (object: string): object is PersonObject => (OBJECTS as readonly string[]).includes(object)

/**
 * Remembers by what the Leads and Contacts of a page can be found, in the transaction that keeps the page: whoever looks for people
 * who are alike then asks Tandem's own index and costs no call. Converted leads and records that belong to a contact
 * already (they bear its key) are nobody's candidates. People who were handed over before are compared with whom is new.
 */
export async function indexPeople(scope: Scope, tx: Store, stream: Stream, page: ChangesPage): Promise<void> {
  const { object } = stream
  if (stream.side !== 'salesforce' || !isPerson(object)) return
  const records = page.notices.flatMap(({ id, kind, record }) => {
    if (record === undefined) return kind === 'upserted' ? [] : [{ recordId: id, keys: [] }]
    return [{ recordId: id, keys: kind === 'deleted' || kind === 'merged' ? [] : keysOf(scope, object, record) }]
  })
  const free = page.notices.flatMap(({ id, kind, record }) =>
    record === undefined || kind === 'deleted' || kind === 'merged' || !isFree(record)
      ? []
      : [{ recordId: id, facts: personFacts(object, record.values, scope.config.matching.defaultCountry) }],
  )
  await awakenAlike(scope, tx, free)
  const isEnd = !page.more && !(await isListed(tx, scope, object))
  const rows = isEnd ? [...records, { recordId: listed(object), keys: [listed(object)] }] : records
  if (rows.length > 0) await tx.matchKeys.replace(scope.connection.id, 'person', 'salesforce', rows)
}

const isFree = ({ values }: RemoteRecord): boolean =>
  values['IsConverted'] !== 'true' && (values['Tandem_Key__c'] ?? null) === null

const keysOf = (scope: Scope, object: PersonObject, record: RemoteRecord): readonly string[] =>
  isFree(record) ? keptKeys(personFacts(object, record.values, scope.config.matching.defaultCountry)) : []

/** The row that says that every record there was has been captured once. */
const listed = (object: PersonObject): string => `listed:${object}`

async function isListed(store: Store, scope: Scope, object: PersonObject): Promise<boolean> {
  const found = await store.matchKeys.find(scope.connection.id, 'person', 'salesforce', [listed(object)])
  return found.size > 0
}

/** Were all Leads and Contacts captured that there were? Before that, whoever is not known may still come. */
export async function arePeopleListed(scope: Scope): Promise<boolean> {
  const found = await scope.store.matchKeys.find(scope.connection.id, 'person', 'salesforce', OBJECTS.map(listed))
  return found.size === OBJECTS.length
}

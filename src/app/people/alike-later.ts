import { BLOCK_LIMIT, keptKeys, soughtKeys } from '#domain/identity/blocking.ts'
import type { PersonFacts } from '#domain/identity/person-facts.ts'
import { personFacts } from '#domain/identity/person-facts.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { suggestionsFor, toPairs } from './suggestions.ts'
import type { LinkedPerson } from './unit.ts'

/** Why a contact is looked at again: Salesforce has somebody new who may be the same person. */
const CAUSE = 'somebody alike was captured'

/** The row that says so until it was done: the contact may wait in the inbox for another cause already. */
const awake = (contactId: string): string => `awake:${contactId}`

/** A Lead or Contact as it was captured, that is nobody's yet. */
interface Newcomer {
  readonly recordId: string
  readonly facts: PersonFacts
}

/** Remembers by what people for whom a record is made can be found, before it is made. */
export async function indexMade(
  scope: Scope,
  tx: Store,
  people: readonly Pick<LinkedPerson, 'contact' | 'link'>[],
): Promise<void> {
  if (scope.config.matching.suggestions === 'off') return
  const country = scope.config.matching.defaultCountry
  const rows = people
    .filter(({ link }) => link.origin === 'created')
    .map(({ contact }) => ({
      recordId: contact.id,
      keys: keptKeys(personFacts('contacts', contact.values, country)),
    }))
  if (rows.length > 0) await tx.matchKeys.replace(scope.connection.id, 'person', 'hubspot', rows)
}

/**
 * Has those looked at again for whom Tandem made a record, and who share a key with somebody who is captured only now: an event
 * may come before the poll that brings the Lead. Called before the keys of these are kept, so that each edit of an unlinked Lead
 * does not bring the same contacts again. Costs no call.
 */
export async function awakenAlike(scope: Scope, tx: Store, captured: readonly Newcomer[]): Promise<void> {
  if (captured.length === 0 || scope.config.matching.suggestions === 'off') return
  const { id } = scope.connection
  const asked = captured.map((one) => ({ ...one, keys: soughtKeys(one.facts) }))
  const hits = await tx.matchKeys.find(
    id,
    'person',
    'hubspot',
    asked.flatMap(({ keys }) => keys),
  )
  const telling = new Map([...hits].filter(([, ids]) => ids.length <= BLOCK_LIMIT))
  const met = asked.filter(({ keys }) => keys.some((key) => telling.has(key)))
  if (met.length === 0) return
  const known = await tx.matchKeys.find(
    id,
    'person',
    'salesforce',
    met.flatMap(({ facts }) => keptKeys(facts)),
  )
  const isNews = ({ recordId, facts }: Newcomer): boolean =>
    keptKeys(facts).some((key) => known.get(key)?.includes(recordId) !== true)
  const owners = await tx.links.bySalesforceIds(
    id,
    'person',
    met.map(({ recordId }) => recordId),
  )
  const contacts = met
    .filter((one) => isNews(one) && (owners.get(one.recordId)?.state ?? 'unlinked') === 'unlinked')
    .flatMap(({ keys }) => keys.flatMap((key) => telling.get(key) ?? []))
  if (contacts.length === 0) return
  const unique = [...new Set(contacts)]
  await tx.matchKeys.replace(
    id,
    'person',
    'hubspot',
    unique.map((contact) => ({ recordId: awake(contact), keys: [awake(contact)] })),
  )
  await tx.inbox.add(id, CONTACTS, unique, CAUSE, scope.clock.now())
}

interface AlikeLater {
  readonly pairs: readonly FoundPair[]
  /** Rows that say who was awakened, to be dropped. */
  readonly awakened: readonly string[]
  /** Whose phone, name or address is another one than before, with the keys by which they are found from now on. */
  readonly renewed: readonly Keyed[]
}
interface Keyed {
  readonly recordId: string
  readonly keys: readonly string[]
}
const NONE: AlikeLater = { pairs: [], awakened: [], renewed: [] }

/**
 * Records that are like people for whom Tandem made one, and that were not known when it did: to be listed, once per pair. Asked
 * for whom Tandem has just made one, for who was awakened, and for whose phone or name changed since. No call where nobody new is
 * alike.
 * @param found pairs that are listed already, in this batch.
 */
export async function alikeLater(
  scope: Scope,
  people: readonly LinkedPerson[],
  found: readonly FoundPair[],
): Promise<AlikeLater> {
  if (scope.config.matching.suggestions === 'off') return NONE
  const made = people.filter(({ link }) => link.origin === 'created')
  const awakened = await scope.store.matchKeys.find(
    scope.connection.id,
    'person',
    'hubspot',
    made.map(({ contact }) => awake(contact.id)),
  )
  const renewed = await changedKeys(scope, made)
  const changed = new Set(renewed.map(({ recordId }) => recordId))
  const asked = made.filter(
    ({ firstMeeting, contact }) => firstMeeting || awakened.has(awake(contact.id)) || changed.has(contact.id),
  )
  if (asked.length === 0) return NONE
  const contacts = asked.map(({ contact }) => contact)
  const reviews = await scope.store.reviews.ofContacts(
    scope.connection.id,
    contacts.map(({ id }) => id),
  )
  const listed = Map.groupBy([...[...reviews.values()].flat(), ...found], ({ hubspotId }) => hubspotId)
  const suggested = await suggestionsFor(
    scope,
    contacts,
    (contactId) => new Set(listed.get(contactId)?.map(({ salesforceId }) => salesforceId)),
  )
  return {
    pairs: [...suggested].flatMap(([hubspotId, of]) => toPairs(hubspotId, of)),
    awakened: [...awakened.keys()],
    renewed,
  }
}

/** Those who have a key now by which they cannot be found yet; whoever meets for the first time was just indexed. */
async function changedKeys(scope: Scope, made: readonly LinkedPerson[]): Promise<readonly Keyed[]> {
  const country = scope.config.matching.defaultCountry
  const now = made
    .filter(({ firstMeeting }) => !firstMeeting)
    .map(({ contact }) => ({
      recordId: contact.id,
      keys: keptKeys(personFacts('contacts', contact.values, country)),
    }))
  const known = await scope.store.matchKeys.find(
    scope.connection.id,
    'person',
    'hubspot',
    now.flatMap(({ keys }) => keys),
  )
  return now.filter(({ recordId, keys }) => keys.some((key) => known.get(key)?.includes(recordId) !== true))
}

/** In the transaction that lists the pairs. */
export async function restAgain(scope: Scope, tx: Store, { awakened, renewed }: AlikeLater): Promise<void> {
  const rows: readonly Keyed[] = [...awakened.map((recordId) => ({ recordId, keys: [] })), ...renewed]
  if (rows.length === 0) return
  await tx.matchKeys.replace(scope.connection.id, 'person', 'hubspot', rows)
}

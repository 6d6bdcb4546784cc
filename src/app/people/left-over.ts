import type { Link } from '#domain/identity/link.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import { agreedBase } from '../intents/left-over.ts'
import { findMade, lookAtLeftOvers } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import { keyOf } from '../intents/made.ts'
import type { Scope } from '../scope.ts'
import { lookAgain } from './look-again.ts'
import { mapsOf } from './unit.ts'
import type { LinkedPerson, Person } from './unit.ts'

/**
 * What earlier batches wrote for these people and nobody remembers: their answers were spoiled, or the process ended. Whoever has
 * such writes is read anew where a capture alone told of them: it may be older than the write.
 * @returns the same people, and what became of the writes, by link.
 */
export async function lookAtPeople(
  scope: Scope,
  people: readonly Person[],
): Promise<{ readonly people: readonly Person[]; readonly leftOvers: LeftOvers }> {
  const subjects = people.flatMap((person) => linksOf(person).map(({ id }) => id))
  const intents = await scope.store.writeIntents.ofSubjects(scope.connection.id, subjects)
  if (intents.length === 0) return { people, leftOvers: new Map() }
  const having = new Set(intents.map(({ subject }) => subject))
  const fresh = await readAnew(
    scope,
    people.filter(({ link }) => link !== null && having.has(link.id)),
  )
  const now = people.map((person) => fresh.get(person) ?? person)
  const byLink = new Map(now.map((person) => [person.link?.id as string | undefined, person]))
  const known = (intent: WriteIntent): RemoteRecord | undefined => inHand(byLink.get(intent.subject), intent)
  // Follow-up Tasks, and Leads that are nobody's record any more: converted since, or of a contact that was merged into another.
  const made = await findMade(
    scope,
    intents.filter((intent) => known(intent) === undefined),
  )
  const leftOvers = await lookAtLeftOvers(scope, intents, (intent) => known(intent) ?? made(intent))
  return { people: now, leftOvers }
}

const linksOf = ({ link, absorbed }: Person): readonly Link[] => (link === null ? absorbed : [link, ...absorbed])

/** Who changed so much meanwhile that only a new batch can tell stays as known; the next look finds what was written. */
async function readAnew(scope: Scope, people: readonly Person[]): Promise<ReadonlyMap<Person, Person>> {
  const recalled = people.flatMap((person) => {
    const { contact, rawContact, contactBy, record, recordBy } = person
    const isRecalled = contactBy === 'snapshot' || (record !== null && recordBy === 'snapshot')
    return contact === null || rawContact === null || !isRecalled ? [] : [{ ...person, contact, rawContact, person }]
  })
  const read = recalled.length === 0 ? [] : await lookAgain(scope, recalled)
  return new Map(
    read.flatMap((one): readonly (readonly [Person, Person])[] => {
      if (one === null) return []
      const { person, ...now } = one
      return [[person, now]]
    }),
  )
}

function inHand(person: Person | undefined, intent: WriteIntent): RemoteRecord | undefined {
  const { side, recordId, object } = intent
  if (person === undefined) return undefined
  const record = side === 'hubspot' ? person.contact : person.record
  const by = side === 'hubspot' ? person.contactBy : person.recordBy
  if (record === null || by !== 'read' || record.object !== object) return undefined
  if (recordId !== null) return recordId === record.id ? record : undefined
  // What was to be made bears its key.
  const key = keyOf(intent)
  return key === undefined || record.values[key.field] === key.to ? record : undefined
}

/** The person with what both sides agreed on when it was written. */
export function withAgreed(scope: Scope, person: LinkedPerson, leftOvers: LeftOvers): LinkedPerson {
  const found = leftOvers.get(person.link.id)
  const { record, contact, link } = person
  if (found === undefined || record === null) return person
  const maps = new Map(mapsOf(scope.config, record.object).map((map) => [map.id, map]))
  const base = agreedBase(link.base, found, (id, side) => {
    const map = maps.get(id)
    if (map === undefined) return undefined
    return side === 'hubspot' ? contact.values[map.hubspot] : record.values[map.salesforce]
  })
  return base === link.base ? person : { ...person, link: { ...link, base }, storedBase: link.base }
}

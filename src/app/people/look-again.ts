import type { RemoteRecord } from '#ports/connector/records.ts'
import { capturedFields } from '../fields-to-read.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { nameCampaigns } from './campaign-names.ts'
import type { LinkedPerson } from './unit.ts'

type Looked = Pick<LinkedPerson, 'contact' | 'rawContact' | 'contactBy' | 'record' | 'recordBy'>

/**
 * Reads those again who are known by what a capture brought along, before a mapped field of theirs is written: a value that
 * somebody typed since must not be overwritten.
 * @returns the same people as they are now; null for those who changed so much (deleted, merged, converted) that their batch
 *   has to be gathered anew.
 */
export async function lookAgain<P extends Looked>(scope: Scope, people: readonly P[]): Promise<readonly (P | null)[]> {
  const [contacts, records] = await Promise.all([contactsAgain(scope, people), recordsAgain(scope, people)])
  return people.map((person) => {
    const contact = person.contactBy === 'read' ? person.contact : contacts.named.get(person.contact.id)
    const rawContact = person.contactBy === 'read' ? person.rawContact : contacts.raw.get(person.contact.id)
    if (contact === undefined || rawContact === undefined) return null
    const seen: P = { ...person, contact, rawContact, contactBy: 'read' }
    if (person.recordBy === 'read') return seen
    const record = records.get(person.record?.id ?? '')
    return record === undefined || record.values['IsConverted'] === 'true'
      ? null
      : { ...seen, record, recordBy: 'read' }
  })
}

async function contactsAgain(scope: Scope, people: readonly Looked[]) {
  const ids = people.flatMap((person) => (person.contactBy === 'snapshot' ? [person.contact.id] : []))
  const fields = capturedFields(scope.config, CONTACTS) ?? []
  const read = ids.length === 0 ? [] : await scope.hubspot.read({ object: 'contacts', ids, fields })
  return {
    named: new Map((await nameCampaigns(scope, read)).map((contact) => [contact.id, contact])),
    raw: new Map(read.map((contact) => [contact.id, contact.values])),
  }
}

async function recordsAgain(scope: Scope, people: readonly Looked[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const records = people.flatMap(({ record, recordBy }) => (record === null || recordBy === 'read' ? [] : [record]))
  const read = await Promise.all(
    [...Map.groupBy(records, (record) => record.object)].map(([object, of]) =>
      scope.salesforce.read({
        object,
        ids: of.map((record) => record.id),
        fields: capturedFields(scope.config, { side: 'salesforce', object }) ?? [],
      }),
    ),
  )
  return new Map(read.flat().map((record) => [record.id, record]))
}

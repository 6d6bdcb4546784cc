import type { Candidate } from '#domain/identity/match.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { capturedFields } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'

/** Key prefixes of the two objects a person can be: https://help.salesforce.com/s/articleView?id=000385203 */
const PREFIX = { Contact: '003', Lead: '00Q' } as const
const OBJECTS = ['Contact', 'Lead'] as const

/**
 * Salesforce records that may be these contacts: those with the same e-mail, and the one that is named for a contact.
 * Converted leads are among them, the matcher leaves them out.
 * @param nameOf the record that a person chose for the contact, or that it names from an earlier life of this connection.
 * @returns by HubSpot id; each record once per contact.
 */
export async function candidatesFor(
  scope: Scope,
  contacts: readonly RemoteRecord[],
  nameOf: (contact: RemoteRecord) => string | null,
): Promise<ReadonlyMap<string, readonly Candidate[]>> {
  const emails = [...new Set(contacts.flatMap(emailsOf))]
  const named = contacts.flatMap((contact) => nameOf(contact) ?? [])
  const found = new Map<string, Candidate>()
  // All in one moment, so that the queries share a call.
  const records = await Promise.all(
    OBJECTS.flatMap((object) => {
      const fields = capturedFields(scope.config, { side: 'salesforce', object }) ?? []
      const ids = named.filter((id) => id.startsWith(PREFIX[object]))
      return [
        emails.length === 0 ? [] : scope.salesforce.findBy({ object, field: 'Email', values: emails, fields }),
        ids.length === 0 ? [] : scope.salesforce.read({ object, ids, fields }),
      ].map(async (asked) => ({ object, records: await asked }))
    }),
  )
  for (const { object, records: of } of records) for (const record of of) found.set(record.id, { ...record, object })
  const byEmail = Map.groupBy(found.values(), (candidate) => candidate.values['Email'] ?? '')
  return new Map(
    contacts.map((contact) => {
      const own = found.get(nameOf(contact) ?? '')
      const alike = emailsOf(contact).flatMap((email) => byEmail.get(email) ?? [])
      return [contact.id, own === undefined || alike.includes(own) ? alike : [...alike, own]]
    }),
  )
}

/**
 * Every address by which HubSpot knows the contact: the further ones, of records that were merged into it, are its own too.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide
 */
function emailsOf({ values }: RemoteRecord): readonly string[] {
  const further = (values['hs_additional_emails'] ?? '').split(';').map((email) => email.trim().toLowerCase())
  return [...new Set([values['email'] ?? '', ...further])].filter((email) => email !== '')
}

/** Leads and Contacts by id, as they are now. */
export async function readCandidates(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, Candidate>> {
  const read = await Promise.all(
    OBJECTS.map(async (object) => {
      const of = ids.filter((id) => id.startsWith(PREFIX[object]))
      const fields = capturedFields(scope.config, { side: 'salesforce', object }) ?? []
      const records = of.length === 0 ? [] : await scope.salesforce.read({ object, ids: of, fields })
      return records.map((record): Candidate => ({ ...record, object }))
    }),
  )
  return new Map(read.flat().map((candidate) => [candidate.id, candidate]))
}

/** The candidate as it was read. */
export const recordOf = (candidate: Candidate): RemoteRecord => ({
  object: candidate.object,
  id: candidate.id,
  values: candidate.values,
  createdAt: candidate.createdAt,
  modifiedAt: candidate.modifiedAt,
  mergedIds: [],
})

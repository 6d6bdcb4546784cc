import type { Person } from '../cast.ts'
import type { Ending } from './ending.ts'
import { parkedOf } from './ending.ts'
import { text } from './values.ts'

/** Both sides of everybody agree, and no two contacts share a record. */
export function peopleAgree(ending: Ending): readonly string[] {
  const found: string[] = []
  const records = new Map([...ending.leads, ...ending.sfContacts].map((row) => [text(row['Id']), row]))
  const owners = new Map<string, string>()
  const active = new Set(
    ending.links
      .filter((link) => link['kind'] === 'person' && link['state'] === 'active')
      .map((link) => link['hubspot_id']),
  )
  for (const { id, properties } of ending.contacts) {
    const recordId = text(properties['tandem_salesforce_id'])
    if (recordId === '' || !active.has(id)) continue
    const waits = parkedOf(ending, [id, recordId])
    const other = owners.get(recordId)
    if (other !== undefined && waits.length === 0)
      found.push(`contacts ${other} and ${id}: both say they are ${recordId}`)
    owners.set(recordId, id)
    const record = records.get(recordId)
    if (record === undefined) {
      if (waits.length === 0) found.push(`contact ${id}: its record ${recordId} is not there`)
      continue
    }
    if (waits.length > 0) continue
    const country = recordId.startsWith('00Q') ? 'Country' : 'MailingCountry'
    const local = text(properties['email']).split('@')[0]
    const agree: readonly (readonly [string, string, string])[] = [
      ['email', text(properties['email']).toLowerCase(), text(record['Email']).toLowerCase()],
      ['firstname', text(properties['firstname']), text(record['FirstName'])],
      ['lastname', text(properties['lastname']) || (local ?? ''), text(record['LastName'])],
      ['phone', text(properties['phone']), text(record['Phone'])],
      ['jobtitle', text(properties['jobtitle']), text(record['Title'])],
      ['country', text(properties['country']), text(record[country])],
    ]
    for (const [field, left, right] of agree)
      if (left !== right) found.push(`contact ${id}: ${field} is "${left}" in HubSpot and "${right}" on ${recordId}`)
  }
  return found
}

/** Everybody who qualified has one record and one Task; nobody has two. */
export function everybodyOnce(ending: Ending, people: readonly Person[]): readonly string[] {
  const found: string[] = []
  const contacts = new Map(ending.contacts.map((contact) => [contact.id, contact]))
  const everybody = [...ending.leads, ...ending.sfContacts]
  for (const person of people) {
    const contact = contacts.get(person.contactId)
    if (contact === undefined) {
      if (!person.archived && !person.shaky) found.push(`contact ${person.contactId} (${person.name}) is gone`)
      continue
    }
    const recordId = text(contact.properties['tandem_salesforce_id'])
    const waits = parkedOf(ending, [contact.id, recordId])
    const same = everybody.filter(
      (row) => text(row['Email']).toLowerCase() === text(contact.properties['email']).toLowerCase(),
    )
    const tasks = ending.tasks.filter((task) => task['WhoId'] === recordId)
    // Whoever waits for somebody, or was torn apart on purpose, was still never made twice.
    const made = same.filter((row) => ending.made.has(text(row['Id'])))
    if (made.length > 1)
      found.push(
        `contact ${contact.id} (${person.name}): made ${made.length} times: ${made.map((row) => text(row['Id'])).join(', ')}`,
      )
    if (recordId !== '' && tasks.length > 1 && !person.shaky)
      found.push(`contact ${contact.id} (${person.name}): ${tasks.length} follow-up Tasks for ${recordId}`)
    if (waits.length > 0 || person.shaky) continue
    if (person.qualified && recordId === '')
      found.push(`contact ${contact.id} (${person.name}): qualified, but not handed over`)
    if (person.qualified && same.length !== 1)
      found.push(
        `contact ${contact.id} (${person.name}): ${same.length} people in Salesforce: ${same.map((row) => text(row['Id'])).join(', ')}`,
      )
    if (person.qualified && tasks.length === 0)
      found.push(`contact ${contact.id} (${person.name}): ${tasks.length} follow-up Tasks for ${recordId}`)
    if (!person.qualified && recordId === '' && tasks.length > 0) found.push(`contact ${contact.id}: a Task for nobody`)
  }
  const keys = everybody.map((row) => text(row['Tandem_Key__c'])).filter((key) => key !== '')
  if (new Set(keys).size !== keys.length) found.push('two people have the same key in Salesforce')
  return found
}

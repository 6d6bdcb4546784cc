import { memberStatus, statusProperties } from '#domain/campaigns/member.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { CampaignMembersConfig } from '#domain/config.ts'
import type { ListedPerson } from '#ports/store/campaign-members.ts'
import type { CampaignPass, Wish } from './member-pass.ts'

/**
 * The status each person should have. Contacts are read only where conditions decide and a newer version of the contact, or
 * another configuration, is known than the one looked at before.
 */
export async function wishesOf(pass: CampaignPass, people: readonly ListedPerson[]): Promise<readonly Wish[]> {
  const decided = people.flatMap((person) => {
    const entry = pass.entries.find(({ list }) => person.lists.includes(list))
    return entry === undefined ? [] : [{ person, entry, print: printFor(entry, person) }]
  })
  const stale = decided.filter(
    ({ person, entry, print }) => entry.statusWhen.length > 0 && person.member?.print !== print,
  )
  const contacts = await readContacts(
    pass,
    stale.map(({ person }) => person.contactId),
    [...new Set(stale.flatMap(({ entry }) => statusProperties(entry)))],
  )
  return decided.flatMap(({ person, entry, print }): Wish[] => {
    const wish = { person, listId: entry.list, print }
    if (entry.statusWhen.length === 0) return [{ ...wish, status: entry.status }]
    const values = contacts.get(person.contactId)
    if (values !== undefined) return [{ ...wish, status: memberStatus(entry, values) }]
    // Deleted or merged a moment ago: the list tells next time.
    return person.member === null ? [] : [{ ...wish, print: person.member.print ?? '', status: person.member.wanted }]
  })
}

/** Empty where everybody has the same status: no version of the contact matters then. */
const printFor = (entry: CampaignMembersConfig, person: ListedPerson): string =>
  entry.statusWhen.length === 0
    ? ''
    : printOf({ configuration: JSON.stringify([entry.status, entry.statusWhen]), contact: person.print })

async function readContacts(
  { scope }: CampaignPass,
  ids: readonly string[],
  fields: readonly string[],
): Promise<ReadonlyMap<string, Values>> {
  if (ids.length === 0) return new Map()
  const found = await scope.hubspot.read({ object: 'contacts', ids, fields })
  return new Map(found.map(({ id, values }) => [id, values]))
}

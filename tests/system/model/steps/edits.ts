import { newValue, recordOf, withPerson } from '../cast.ts'

const EDITS = [
  ['firstname', 'FirstName'],
  ['lastname', 'LastName'],
  ['phone', 'Phone'],
  ['jobtitle', 'Title'],
] as const

export const editContact = withPerson(async ({ dice: by, marketing }, person) => {
  const [property] = by.oneOf(EDITS)
  const value = by.chance(0.1) && property !== 'lastname' ? '' : newValue()
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { [property]: value } })
  return `${person.name}: ${property} = "${value}" in HubSpot`
})

export const editRecord = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  const [, field] = cast.dice.oneOf(EDITS)
  const value = cast.dice.chance(0.1) && field !== 'LastName' ? null : newValue()
  await cast.sales.update(record.object, record.id, { [field]: value })
  return `${person.name}: ${field} = "${String(value)}" on ${record.object} ${record.id}`
})

export const editBoth = withPerson(async (cast, person) => {
  const record = await recordOf(cast, person)
  if (record === null) return null
  const [property, field] = cast.dice.oneOf(EDITS)
  const [left, right] = [newValue(), newValue()]
  await Promise.all([
    cast.marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { [property]: left } }),
    cast.sales.update(record.object, record.id, { [field]: right }),
  ])
  return `${person.name}: ${property} = "${left}" in HubSpot and ${field} = "${right}" on ${record.id} at once`
})

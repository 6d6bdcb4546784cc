import { company, DAY, mql } from '#support/company.ts'
import type { Step } from '../cast.ts'
import { newValue, present, withPerson } from '../cast.ts'
import type { Stage } from '../stage.ts'

const HANDED_OVER = new Set(['marketingqualifiedlead', 'salesqualifiedlead'])

const arrived = new WeakMap<Stage, number>()

export const arrive: Step = async ({ dice: by, stage, sales, people, marketing }) => {
  // Names are never used twice: who was merged away keeps theirs.
  const name = `p${arrived.set(stage, (arrived.get(stage) ?? 0) + 1).get(stage) ?? 0}`
  const email = `${name}@buyers.example`
  const lifecycleStage = by.weighed([
    [12, 'marketingqualifiedlead'],
    [4, 'lead'],
    [2, 'subscriber'],
    [2, 'salesqualifiedlead'],
  ])
  const known = by.weighed([
    [14, 'nobody'],
    [3, 'lead'],
    [2, 'contact'],
    [1, 'two leads'],
  ])
  const lead = () =>
    sales.create('Lead', {
      LastName: `L${name}`,
      Company: `Co ${name}`,
      Email: by.chance(0.3) ? email.toUpperCase() : email,
    })
  if (known !== 'nobody' && known !== 'contact') await lead()
  if (known === 'two leads') await lead()
  if (known === 'contact') {
    const AccountId = await sales.create('Account', { Name: `Acc ${name}` })
    await sales.create('Contact', { LastName: `C${name}`, Email: email, AccountId })
  }
  const now = stage.box.clock.now()
  const marketable = by.chance(0.88)
  const row = mql(name, {
    marketable,
    lifecycleStage,
    createdAt: now - DAY,
    becameMqlAt: HANDED_OVER.has(lifecycleStage) ? now : null,
    firstName: by.chance(0.8) ? 'Pat' : null,
    lastName: by.chance(0.85) ? name : null,
    phone: by.chance(0.5) ? '+1 212 555 0100' : null,
    company: by.chance(0.8) ? `${name} Works` : null,
  })
  stage.box.hubspot.sandbox.seed(company({ contacts: [row], owners: [], campaigns: [] }))
  const { id } = await marketing.contact(email)
  const qualified = marketable && HANDED_OVER.has(lifecycleStage)
  people.push({ name, email, contactId: id, qualified, shaky: known === 'two leads', archived: false, marketable })
  return `${name} arrives as ${lifecycleStage}${marketable ? '' : ' (not marketing)'}, in Salesforce: ${known}`
}

export const changeEmail = withPerson(async ({ marketing }, person) => {
  const email = `${newValue()}.${person.name}@buyers.example`
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { email } })
  person.email = email
  return `${person.name}: e-mail = ${email} in HubSpot`
})

export const advanceStage = withPerson(async ({ dice: by, marketing }, person) => {
  const lifecyclestage = by.weighed([
    [5, 'marketingqualifiedlead'],
    [2, 'salesqualifiedlead'],
  ])
  await marketing.call('PATCH', `objects/contacts/${person.contactId}`, { properties: { lifecyclestage } })
  if (person.marketable) person.qualified = true
  return `${person.name}: stage = ${lifecyclestage}`
})

export const archive = withPerson(async ({ marketing }, person) => {
  await marketing.archive('contacts', person.contactId)
  Object.assign(person, { archived: true, shaky: true })
  return `${person.name}: deleted in HubSpot`
})

export const restore: Step = async ({ dice: by, people, stage }) => {
  const gone = people.filter((person) => person.archived)
  if (gone.length === 0) return null
  const person = by.oneOf(gone)
  await stage.control('hubspot', 'restore-record', { objectType: 'contacts', id: person.contactId })
  person.archived = false
  return `${person.name}: restored in HubSpot`
}

export const mergeContacts: Step = async (cast) => {
  const there = present(cast)
  if (there.length < 2) return null
  const [left, right] = [cast.dice.oneOf(there), cast.dice.oneOf(there)]
  if (left === right) return null
  left.contactId = await cast.marketing.merge(left.contactId, right.contactId)
  left.shaky = true
  cast.people.splice(cast.people.indexOf(right), 1)
  return `${left.name}: ${right.name} is merged into them in HubSpot (${left.contactId})`
}

import { describe, expect, it } from 'vitest'
import { madePeople } from '#support/made-people.ts'
import { pairsOf } from '#support/pairs.ts'
import { keptKeys, soughtKeys } from './blocking.ts'
import { personFacts } from './person-facts.ts'
import { nameLikeness } from './score.ts'
import { suggestPerson } from './suggest.ts'

// 4,000 contacts, 2,000 of whom Salesforce knows by another address; 600 names for all of them.
const people = madePeople(4_000, 2_000, 20_260_302)
const contacts = people.map(({ contact }) => personFacts('contacts', contact, 'DE'))
const leads = people.flatMap(({ lead }) => (lead === null ? [] : [personFacts('Lead', lead, 'DE')]))
const share = (part: number, whole: number): number => part / Math.max(1, whole)

function measured() {
  const { pairs, dropped } = pairsOf(contacts.map(soughtKeys), leads.map(keptKeys))
  const found = pairs.flatMap(([left, right]) => {
    const [contact, lead] = [contacts[left], leads[right]]
    const suggestion = contact === undefined || lead === undefined ? null : suggestPerson(contact, lead)
    return suggestion === null ? [] : [{ left, right, suggestion }]
  })
  const ofContact = Map.groupBy(found, ({ left }) => left)
  const ofLead = Map.groupBy(found, ({ right }) => right)
  const auto = found.filter(
    ({ left, right, suggestion }) =>
      suggestion.sure && ofContact.get(left)?.length === 1 && ofLead.get(right)?.length === 1,
  )
  return { pairs, dropped, found, auto }
}

describe('made people', () => {
  const { pairs, dropped, found, auto } = measured()
  const isRight = ({ left, right }: { left: number; right: number }) => left === right
  /** Pairs that share anything that the ladder may use: the others nobody could tell. */
  const tellable = leads.flatMap((lead, i) => {
    const contact = contacts[i]
    return contact !== undefined && suggestPerson(contact, lead) !== null ? [i] : []
  })

  it('are found through keys alone, and few pairs are compared', () => {
    const compared = new Set(pairs.map(([left, right]) => `${left}/${right}`))
    expect(share(tellable.filter((i) => compared.has(`${i}/${i}`)).length, tellable.length)).toBeGreaterThanOrEqual(
      0.97,
    )
    expect(pairs.length).toBeLessThan(people.length * 5)
    expect(dropped).toEqual([])
  })

  it('are linked without asking only where that is right', () => {
    expect(share(auto.filter(isRight).length, auto.length)).toBeGreaterThanOrEqual(0.995)
    expect(auto.length).toBeGreaterThan(1_000)
  })

  it('are suggested where two things agree', () => {
    const right = found.filter(isRight).length
    expect(share(right, found.length)).toBeGreaterThanOrEqual(0.95)
    expect(share(right, leads.length)).toBeGreaterThanOrEqual(0.8)
  })

  it('would be mixed up by name alone', () => {
    const sample = contacts.slice(0, 200)
    const byName = sample.flatMap((contact, left) =>
      leads.flatMap((lead, right) => (nameLikeness(contact, lead) >= 0.9 ? [{ left, right }] : [])),
    )
    expect(share(byName.filter(isRight).length, byName.length)).toBeLessThan(0.3)
  })
})

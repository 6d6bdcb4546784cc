import { expect, test } from 'vitest'
import { builtInCompany } from '#sandbox/company/built-in.ts'
import { cardOf, planTrouble } from '#sandbox/company/play-trouble.ts'
import { personFacts } from '#domain/identity/person-facts.ts'
import { suggestPerson } from '#domain/identity/suggest.ts'
import { busiestRep } from './busiest-rep.ts'

const HOUR = 3_600_000
/** At some hour of each day of two months: the company is made anew for each day. */
const STARTS = Array.from({ length: 60 }, (_, at) => Date.UTC(2026, 10, 22, 1) + at * 29 * HOUR)

test('whenever the demo is begun, it leaves one of everything to people, and its rep has leads to answer', () => {
  for (const start of STARTS) {
    const company = builtInCompany(start)
    const when = new Date(start).toISOString()
    const contacts = new Set(company.existingContacts.map(({ email }) => email))
    const { titled, called, twice } = planTrouble(company, (email) => !contacts.has(email))
    expect([titled.length, called.length, twice.length], when).toEqual([3, 2, 1])
    for (const person of twice) {
      const { email, firstName: firstname, lastName: lastname, company: employer, phone } = person
      const contact = personFacts('contacts', { email, firstname, lastname, company: employer, phone }, null)
      expect(suggestPerson(contact, personFacts('Lead', cardOf(person), null)), `${when}: ${email}`).not.toBeNull()
    }
    const rep = busiestRep(company)
    const mine = company.replay.filter(({ repEmail, outcome }) => repEmail === rep?.email && outcome === 'untouched')
    expect(mine.length, `${when}: ${rep?.email}`).toBeGreaterThanOrEqual(5)
  }
}, 60_000)

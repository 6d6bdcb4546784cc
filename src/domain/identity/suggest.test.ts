import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { keptKeys, soughtKeys } from './blocking.ts'
import { personFacts } from './person-facts.ts'
import { suggestPerson } from './suggest.ts'
import type { Values } from '../mapping/value.ts'

const contact = (values: Values) => personFacts('contacts', values, 'DE')
const lead = (values: Values) => personFacts('Lead', values, 'DE')
const suggest = (a: Values, b: Values) => suggestPerson(contact(a), lead(b))

describe('two records that may be one person', () => {
  it.each<[string, Values, Values, string | null]>([
    ['one mailbox with a tag', { email: 'jo+news@acme.de' }, { Email: 'jo@acme.de' }, 'email-key'],
    ['dots at Gmail', { email: 'jo.doe@gmail.com' }, { Email: 'jodoe@googlemail.com' }, 'email-key'],
    [
      'one phone in two spellings, alike family names',
      { firstname: 'Jo', lastname: 'Meierhof', phone: '030 901820' },
      { LastName: 'Meyerhof', Phone: '+49 (30) 901820' },
      'phone',
    ],
    [
      'one phone, nothing else',
      { lastname: 'Meier', phone: '030 901820' },
      { LastName: 'Kurz', Phone: '+4930901820' },
      null,
    ],
    [
      'one phone in two fields and the employer',
      { mobilephone: '030 901820', email: 'info@acme.de' },
      { LastName: 'Kurz', Phone: '+4930901820', Email: 'kurz@acme.de' },
      'phone',
    ],
    ['a name alone', { firstname: 'Anna', lastname: 'Schmidt' }, { FirstName: 'Anna', LastName: 'Schmidt' }, null],
    [
      'a name at two employers',
      { firstname: 'Anna', lastname: 'Schmidt', email: 'a@acme.de', company: 'Acme' },
      { FirstName: 'Anna', LastName: 'Schmidt', Email: 'a@other.de', Company: 'Other' },
      null,
    ],
    [
      'a name at one mail provider',
      { firstname: 'Anna', lastname: 'Schmidt', email: 'a1@gmail.com' },
      { FirstName: 'Anna', LastName: 'Schmidt', Email: 'b2@gmail.com' },
      null,
    ],
    [
      'a misspelt name turned round, with the employer',
      { firstname: 'Anna', lastname: 'Schmidt', company: 'Acme GmbH' },
      { FirstName: 'Schmitd', LastName: 'Anna', Company: 'ACME' },
      'name-company',
    ],
    [
      'a name with the domain',
      { firstname: 'Anna', lastname: 'Schmidt', email: 'a.schmidt@acme.de' },
      { FirstName: 'Anna', LastName: 'Schmidt', Email: 'anna@mail.acme.de' },
      'name-company',
    ],
    [
      'a name with the postcode',
      { firstname: 'Anna', lastname: 'Schmidt', zip: '10 115' },
      { FirstName: 'Anna', LastName: 'Schmidt', PostalCode: '10115' },
      'name-address',
    ],
    [
      'a name at two numbers of one street',
      { firstname: 'Anna', lastname: 'Schmidt', address: 'Hauptstr. 1' },
      { FirstName: 'Anna', LastName: 'Schmidt', Street: 'Hauptstr. 9' },
      null,
    ],
    [
      'people without an employer, whose lead has their name for one',
      { firstname: 'Anna', lastname: 'Schmidt', company: 'Anna Schmidt' },
      { FirstName: 'Anna', LastName: 'Schmidt', Company: 'Anna Schmidt' },
      null,
    ],
    [
      'placeholders that are equal',
      { firstname: 'Test', lastname: 'Unknown', company: 'n/a', phone: '000-000-0000', zip: '-' },
      { FirstName: 'Test', LastName: 'Unknown', Company: 'n/a', Phone: '000-000-0000', PostalCode: '-' },
      null,
    ],
    ['blanks', {}, {}, null],
  ])('%s', (_, a, b, level) => {
    expect(suggest(a, b)?.level ?? null).toBe(level)
  })

  it('tells which fields and how alike, and no value', () => {
    const found = suggest(
      { firstname: 'Anna', lastname: 'Schmidt', phone: '030 901820' },
      { FirstName: 'Anna', LastName: 'Schmitd', Phone: '030 901820' },
    )
    expect(found?.evidence.map(({ field }) => field)).toEqual(['phone', 'name', 'last name'])
    expect(JSON.stringify(found)).not.toMatch(/anna|schm|9018/i)
  })

  it('is two people for a family or colleagues at one phone, but one for an initial', () => {
    const phone = '030 901820'
    const named = (firstname: string) => ({ firstname, lastname: 'Schmidt', phone, email: 'x@acme.de' })
    const her = { FirstName: 'Anna', LastName: 'Schmidt', Phone: phone, Email: 'info@acme.de' }
    expect(suggest(named('Bernd'), her)).toBeNull()
    expect(suggest(named('Bernd'), { ...her, LastName: 'Kurz' })).toBeNull()
    expect(suggest(named('A.'), her)).toMatchObject({ level: 'phone', sure: true })
  })

  it('is not sure of an address or a mailbox', () => {
    const him = { firstname: 'Bernd', lastname: 'Schmidt', zip: '1' }
    const other = { FirstName: 'Bernd', LastName: 'Schmidt', PostalCode: '1' }
    expect(suggest(him, other)).toMatchObject({ level: 'name-address', sure: false })
    expect(suggest({ email: 'a+b@acme.de' }, { Email: 'a@acme.de' })).toMatchObject({ level: 'email-key', sure: false })
  })
})

const word = fc.constantFrom('anna', 'anne', 'schmidt', 'schmitd', 'smith', 'n/a', 'li', '', 'Ömer')
const person = fc.record({
  firstname: word,
  lastname: word,
  email: fc.constantFrom(null, 'a@acme.de', 'a+b@acme.de', 'b@other.org', 'c@gmail.com'),
  phone: fc.constantFrom(null, '030 901820', '+44 20 7946 0018'),
  company: fc.constantFrom(null, 'Acme GmbH', 'Other', 'n/a'),
  zip: fc.constantFrom(null, '10115', '10 115', '1'),
})
test.prop([person, person])(
  'whoever is alike is found by a key, apart from a start misspelt, and is so both ways',
  (a, b) => {
    const [left, right] = [contact(a), contact(b)]
    const found = suggestPerson(left, right)
    expect(suggestPerson(right, left)).toEqual(found)
    if (found === null) return
    expect(found.evidence.length).toBeGreaterThan(0)
    const start = (name: string | null) => name?.slice(0, 2)
    const sameStart = start(left.last) === start(right.last) || start(left.first) === start(right.last)
    if (sameStart && left.street === null)
      expect(soughtKeys(left).some((key) => keptKeys(right).includes(key))).toBe(true)
  },
)

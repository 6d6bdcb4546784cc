import { describe, expect, test } from 'vitest'
import type { Base } from './link.ts'
import { AFTER_ALL_TEXT } from '../order.ts'
import { closeness, searchTerms, searchWords, sortTitle, titleOf } from './search-text.ts'

const base = (values: Readonly<Record<string, string>>): Base =>
  Object.fromEntries(Object.entries(values).map(([map, value]) => [map, { hubspot: value, salesforce: value }]))

/** Whether somebody who types this finds it, as the database would answer. */
const finds = (typed: string, values: Readonly<Record<string, string>>): boolean => {
  const words = searchWords(base(values)).split(' ')
  return searchTerms(typed).every((spelt) => words.some((word) => spelt.some((term) => word.startsWith(term))))
}

describe('what records are found by', () => {
  const dana = { firstname: 'Dana', lastname: 'Wells', email: 'dana.wells@acme.example', company: 'Acme Corp' }

  test.for(['dan', 'DANA W', 'wells acm', 'dana.wells@acme.example', 'wells@ac', 'acme.exa', 'example', 'corp dana'])(
    'typing "%s" finds the person',
    (typed) => expect(finds(typed, dana)).toBe(true),
  )

  test.for(['ana', 'dana smith', 'wells@other', 'corpse'])('typing "%s" does not', (typed) =>
    expect(finds(typed, dana)).toBe(false),
  )

  test.for([
    ['mül', 'Müller'],
    ['mul', 'Müller'],
    ['muel', 'Müller'],
    ['Müller', 'Mueller'],
    ['muller', 'MÜLLER'],
    ['strasse', 'Straße'],
    ['Straße', 'Strasse'],
    ['jose', 'José'],
    ['José', 'Jose'],
    ['angstrom', 'Ångström'],
    ['sorensen', 'Sørensen'],
    ['lodz', 'Łódź'],
    ['иван', 'Иван'],
    ['東', '東京'],
    ['brien', "O'Brien"],
    ['doe-sm', 'Doe-Smith'],
    ['smi', 'Doe-Smith'],
  ] as const)('typing "%s" finds %s', ([typed, lastname]) => expect(finds(typed, { lastname })).toBe(true))

  test('both sides count, other fields do not, and an address under a map of any name does', () => {
    const words = searchWords({
      lastname: { hubspot: 'Wells', salesforce: 'Wells-Ford' },
      jobtitle: { hubspot: 'Director', salesforce: 'Director' },
      private_mail: { hubspot: 'dana@home.example', salesforce: null },
      jobdescription: { hubspot: 'writes to a@b.example daily', salesforce: null },
    }).split(' ')
    expect(words).toEqual(expect.arrayContaining(['wells', 'wells-ford', 'ford', 'dana@home.example', 'home.example']))
    expect(words.join(' ')).not.toMatch(/director|daily/)
  })

  test('are the same whatever the order of the maps, and bounded for whatever somebody wrote into a name', () => {
    const long = Array.from({ length: 5_000 }, (_, i) => `word${i}`).join(' ')
    expect(searchWords(base({ ...dana }))).toBe(
      searchWords(base(Object.fromEntries(Object.entries(dana).toReversed()))),
    )
    expect(searchWords(base({ name: long })).split(' ').length).toBeLessThanOrEqual(48)
    expect(searchWords(base({ name: 'x'.repeat(10_000) })).length).toBe(64)
    expect(searchWords({})).toBe('')
  })

  test('a question holds nothing that a query could be made of, and no more than six words', () => {
    expect(searchTerms(`a' | 'b:* & !c \\ "d" <-> \u0000e \ud83d`)).toEqual([['a'], ['b:*'], ['c'], ['d'], ['e']])
    expect(searchTerms('a b c d e f g h').length).toBe(6)
    expect(searchTerms(' .,;  ')).toEqual([])
  })
})

describe('what a record is called', () => {
  test('a person by both names, a company and a deal by theirs', () => {
    expect(titleOf(base({ firstname: 'Dana', lastname: 'Wells', email: 'd@x.example', company: 'Acme' }))).toEqual({
      name: 'Dana Wells',
      company: 'Acme',
      email: 'd@x.example',
    })
    // Salesforce takes no lead without a company: Tandem fills in the name.
    expect(titleOf(base({ firstname: 'Dana', lastname: 'Wells', company: 'Dana Wells' }))).toMatchObject({
      name: 'Dana Wells',
      company: null,
    })
    expect(titleOf(base({ name: 'Acme', website: 'acme.example' }))).toMatchObject({ name: 'Acme' })
    expect(titleOf(base({ dealname: 'Big one' }))).toMatchObject({ name: 'Big one', email: null })
    expect(titleOf({})).toEqual({ name: null, company: null, email: null })
  })

  test('stands in a list by its name, else its address, whatever its case and accents; without either after all others', () => {
    const titles = [
      { firstname: 'Émile', lastname: 'Zola' },
      { name: 'eagle works' },
      { email: 'EVA@x.example' },
      { phone: '12' },
      { name: '  ' },
    ]
    expect(titles.map((values) => sortTitle(base(values)))).toEqual([
      'emile zola',
      'eagle works',
      'eva@x.example',
      AFTER_ALL_TEXT,
      AFTER_ALL_TEXT,
    ])
    // A cursor holds it.
    expect(sortTitle(base({ name: 'ß'.repeat(500) })).length).toBeLessThan(100)
  })

  test('what is exactly asked for comes before what begins so, before another word, before the rest', () => {
    const title = { name: 'Anna Müller', company: 'Acme', email: 'anna@acme.example' }
    expect(['anna@acme.example', 'ANNA MULLER', 'anna', 'acme', 'zoe'].map((asked) => closeness(title, asked))).toEqual(
      [3, 3, 2, 1, 0],
    )
  })
})
